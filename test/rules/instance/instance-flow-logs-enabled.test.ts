import { describe } from '@jest/globals';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import { rule } from '#shared/rules/instance/instance-flow-logs-enabled.ts';
import { sampleInstance } from '#shared/rules/instance/sample.ts';
import { accessDenied } from '../../fakes/state.ts';
import { judges } from '../judges.ts';

const logs = (value: string) => sampleInstance({ attributes: { CONTACTFLOW_LOGS: known(value) } });

describe('instance-flow-logs-enabled', () => {
  judges(rule, [
    ['true', logs('true'), 'COMPLIANT', /on for sample/],
    ['true in capitals', logs('TRUE'), 'COMPLIANT', /on for sample/],
    ['false', logs('false'), 'NON_COMPLIANT', /off for sample/],
    ['a value that AWS may add', logs('SAMPLED'), 'INDETERMINATE', /SAMPLED/],
    [
      'an attribute that was not asked for',
      sampleInstance({ attributes: {} }),
      'INDETERMINATE',
      /nobody asked/,
    ],
    [
      'other attributes only',
      sampleInstance({ attributes: { CONTACT_LENS: known('true') } }),
      'INDETERMINATE',
      /nobody asked/,
    ],
    [
      'an attribute that Connect does not know',
      sampleInstance({ attributes: { CONTACTFLOW_LOGS: absent } }),
      'INDETERMINATE',
      /does not know/,
    ],
    [
      'a refused attribute',
      sampleInstance({
        attributes: {
          CONTACTFLOW_LOGS: unreadable(accessDenied('connect:DescribeInstanceAttribute')),
        },
      }),
      'INDETERMINATE',
      /connect:DescribeInstanceAttribute AccessDenied/,
    ],
    [
      'instances that could not be listed',
      sampleInstance({}, { instance: unreadable(accessDenied('connect:ListInstances')) }),
      'INDETERMINATE',
      /connect:ListInstances/,
    ],
    [
      'an instance that is gone',
      sampleInstance({}, { instance: absent }),
      'NOT_APPLICABLE',
      /no such Connect instance/,
    ],
  ]);
});
