import Sequencer from '@jest/test-sequencer';

/** The longest test files, each with whole accounts that are judged; the longest first. */
const longest = [
  'scenario/least-privilege',
  'misconfigurations/',
  'scenario/unconfirmed',
  'docs/runbook',
  'infra/granted-and-used',
  'scenario/',
  'faults/',
  'docs/',
  'infra/bundles',
  'cli/',
];

/**
 * Jest's order, but that the longest files come first also where Jest has not timed them yet: the
 * workers then end together.
 */
export default class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = longest.findIndex((each) => path.includes(`/test/${each}`));
      return index < 0 ? longest.length : index;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
