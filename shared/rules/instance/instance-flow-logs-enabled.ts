import { known } from '#shared/connect/fact.ts';
import { cannotTell, compliant, nonCompliant, told } from '../judgements.ts';
import type { Rule } from '../rule.ts';
import type { InstanceFacts } from './facts.ts';
import { judgeInstance, nameOf } from './judge-instance.ts';
import { deniedRead, sampleInstance } from './sample.ts';

/** Flow logs tell what a flow did with a contact; they go to CloudWatch Logs, /aws/connect/ALIAS. */
export const rule: Rule<InstanceFacts> = {
  id: 'instance-flow-logs-enabled',
  kind: 'instance',
  title: 'An instance of Connect logs what its flows do',
  severity: 'low',
  resourceTypes: ['AWS::Connect::Instance'],
  needs: ['inventory'],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/adminguide/about-contact-flow-logs.html',
    'https://docs.aws.amazon.com/connect/latest/APIReference/API_DescribeInstanceAttribute.html',
  ],
  remediation:
    'Turn flow logs on: aws connect update-instance-attribute --instance-id ID --attribute-type CONTACTFLOW_LOGS --value true. Then put a Set logging behavior block into each flow: only flows that have one write logs.',
  remediable: false,
  evaluate: (facts) =>
    judgeInstance(facts, (instance) => {
      const name = nameOf(instance);
      const logs = instance.attributes.CONTACTFLOW_LOGS;
      if (logs === undefined) return cannotTell(`whether ${name} logs flows: nobody asked`);
      if (logs.state === 'unreadable') return cannotTell(told(logs.why));
      if (logs.state === 'absent') {
        return cannotTell(
          `whether ${name} logs flows: Connect does not know CONTACTFLOW_LOGS here`,
        );
      }
      switch (logs.value.toLowerCase()) {
        case 'true':
          return compliant(`Flow logs are on for ${name} (CONTACTFLOW_LOGS).`);
        case 'false':
          return nonCompliant(
            `Flow logs are off for ${name}: nobody can tell what a flow did with a contact. Set CONTACTFLOW_LOGS to true.`,
          );
        default:
          return cannotTell(`what CONTACTFLOW_LOGS ${logs.value} of ${name} means`);
      }
    }),
  examples: {
    compliant: { facts: sampleInstance(), because: 'Flow logs are on' },
    nonCompliant: {
      facts: sampleInstance({ attributes: { CONTACTFLOW_LOGS: known('false') } }),
      because: 'Flow logs are off',
    },
    notApplicable: {
      facts: sampleInstance({}, { instance: { state: 'absent' } }),
      because: 'no such Connect instance',
    },
    unreadable: {
      facts: sampleInstance({
        attributes: { CONTACTFLOW_LOGS: deniedRead('connect:DescribeInstanceAttribute') },
      }),
      because: 'connect:DescribeInstanceAttribute AccessDenied',
    },
  },
};
