import Sequencer from '@jest/test-sequencer';

/** Test files that have a whole account judged: each takes many seconds. */
const wholeAccount =
  /test\/(scenario|misconfigurations|faults|docs\/runbook|infra\/granted-and-used)/;

/**
 * Jest's order, but that the longest files come first also where Jest has not timed them yet: both
 * workers then end together.
 */
export default class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (wholeAccount.test(path) ? 0 : 1);
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
