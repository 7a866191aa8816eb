import { writeFile } from 'node:fs/promises';
import type { AdministratorPolicyFacts } from '#shared/generate/administrator-facts.ts';
import { administratorPolicies, type Form } from '#shared/generate/administrator-policy.ts';
import {
  omittedAdministration,
  unscopedAdministration,
} from '#shared/generate/unscoped-administration.ts';
import { fromRaw } from '#shared/policy/parse.ts';
import { type Question, reach } from '#shared/rules/administrator/reach.ts';
import { administrator, effective, supportFacts } from '#shared/rules/administrator/sample.ts';
import { ownPolicies } from '#shared/rules/principal-access.ts';

export const document = new URL('../../docs/administrator-policy.md', import.meta.url);

const account = '111122223333';
const stranger = '999999999999';
const region = 'ap-northeast-1';
const elsewhere = 'us-west-2';

/** One thing that the administrator of `support` has no business with. */
export interface Difference {
  readonly what: string;
  readonly question: Question;
}

const ask = (
  what: string,
  action: string,
  service: string,
  resource: string,
  more: Partial<Question> = {},
): Difference => {
  const place = { account: more.account ?? account, region: more.region ?? region };
  const arn = resource.startsWith('arn:')
    ? resource
    : `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  return { what, question: { ...place, names: [], ...more, actions: [action], resource: arn } };
};

const everyone = fromRaw({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' },
});
const otherKey = 'key/22222222-0000-4000-8000-000000000000';
const directory = 'directory/d-1234567890';

/** What the published form lets an administrator do, and the tight form does not. */
export const loose: readonly Difference[] = [
  ask('decrypt with the key of another instance', 'kms:Decrypt', 'kms', otherKey),
  ask('read the policy of the key of another instance', 'kms:GetKeyPolicy', 'kms', otherKey),
  ask('list the grants of the key of another instance', 'kms:ListGrants', 'kms', otherKey),
  ask('decrypt with a key of another region', 'kms:Decrypt', 'kms', otherKey, {
    region: elsewhere,
  }),
  ask(
    'read flow logs of an instance of the same alias in another region',
    'logs:GetLogEvents',
    'logs',
    'log-group:/aws/connect/support:log-stream:flows',
    { region: elsewhere },
  ),
  ask(
    'search the Customer Profiles of another region',
    'profile:SearchProfiles',
    'profile',
    'domains/amazon-connect-sales',
    { region: elsewhere },
  ),
  ask(
    'describe the stream of another instance',
    'kinesis:DescribeStream',
    'kinesis',
    'stream/records-of-sales',
  ),
  ask(
    'describe the delivery stream of another instance',
    'firehose:DescribeDeliveryStream',
    'firehose',
    'deliverystream/records-of-sales',
  ),
  ask('open any function to everyone', 'lambda:AddPermission', 'lambda', 'function:billing', {
    context: { 'lambda:Principal': ['*'] },
  }),
  ask('delete a directory of another region', 'ds:DeleteDirectory', 'ds', directory, {
    region: elsewhere,
  }),
  ask(
    'list the aliases of a bot of another region',
    'lex:ListBotAliases',
    'lex',
    'bot/ABCDEFGHIJ',
    { region: elsewhere },
  ),
  ask(
    'describe a Voice ID domain of another region',
    'voiceid:DescribeDomain',
    'voiceid',
    'domain/ABCDEFGHIJ',
    { region: elsewhere },
  ),
  ask(
    'ask for quotas of another region',
    'servicequotas:RequestServiceQuotaIncrease',
    'servicequotas',
    'connect/L-00000000',
    { region: elsewhere },
  ),
  ask(
    'read objects that a stranger put into a bucket of the same name',
    's3:GetObject',
    's3',
    'arn:aws:s3:::calls-of-support/planted.wav',
    { account: stranger, resourcePolicy: everyone },
  ),
];

/** What both forms let an administrator do, until the facts name the directory and the domain. */
export const untilNamed: readonly Difference[] = [
  ask(
    'search the Customer Profiles of another instance',
    'profile:SearchProfiles',
    'profile',
    'domains/amazon-connect-sales',
  ),
  ask('delete the directory of another instance', 'ds:DeleteDirectory', 'ds', directory),
];

/** What both forms let an administrator do: which bots and functions are the instance's, nobody can tell. */
export const shared: readonly Difference[] = [
  ask('let Connect call any function', 'lambda:AddPermission', 'lambda', 'function:billing', {
    context: { 'lambda:Principal': ['connect.amazonaws.com'] },
  }),
  ask(
    'change the resource policy of any bot',
    'lex:UpdateResourcePolicy',
    'lex',
    'bot-alias/ABCDEFGHIJ/ALIAS',
  ),
  ask('describe any Voice ID domain', 'voiceid:DescribeDomain', 'voiceid', 'domain/ABCDEFGHIJ'),
];

export const named: AdministratorPolicyFacts = {
  ...supportFacts,
  directory: 'd-0987654321',
  profilesDomain: 'amazon-connect-support',
};

/** Whether a form lets the administrator do it. */
export function lets(
  form: Form,
  facts: AdministratorPolicyFacts,
  { question }: Difference,
): boolean {
  const own = ownPolicies(effective(administratorPolicies(facts, form)), 'the administrator');
  if (typeof own === 'string') throw new Error(own);
  const answer = reach(administrator, own, question);
  if (answer.state === 'maybe') throw new Error(answer.because);
  return answer.state === 'yes';
}

const yes = (allowed: boolean): string => (allowed ? 'yes' : 'no');

const table = (rows: readonly (readonly string[])[]): string => {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
};

const differences = (list: readonly Difference[]): string =>
  table([
    ['an administrator of `support` can', 'witness', 'article', 'tight', 'tight, all named'],
    ...list.map((each) => [
      each.what,
      `\`${each.question.actions[0]}\` on \`${each.question.resource}\``,
      yes(lets('article', supportFacts, each)),
      yes(lets('tight', supportFacts, each)),
      yes(lets('tight', named, each)),
    ]),
  ]);

const reasons = (list: typeof unscopedAdministration): string =>
  table([
    ['actions', 'because'],
    ...list.map(({ actions, because }) => [
      actions.map((action) => `\`${action}\``).join(' '),
      because,
    ]),
  ]);

/** `docs/administrator-policy.md`: every answer in it is asked of the policies themselves. */
export const administratorDocument = (): string => `# The policy of an instance's administrator

<!-- Written by test/generate/administrator-differences.ts; change nothing by hand. -->

\`connect-guard generate administrator-policy\` prints it in two forms. \`article\` is the published
policy, filled in. It keeps other instances' settings, emergency login, flow logs and buckets closed,
as the rule \`administrator-isolated\` wants, and is loose elsewhere. \`tight\` (the default) holds every
action to what belongs to the instance, else to its account and region, wherever AWS knows a
resource or a condition for it. Both keep \`iam:PutRolePolicy\` on the instance's role: Connect edits
it when storage changes.

The witnesses are requests of the administrator of the instance \`support\` in ${region}; \`sales\` is
another instance of the same account. "All named" is the tight form with the \`directory\` and the
\`profilesDomain\` of the instance among its facts.

## What only the published form allows

${differences(loose)}
## What both allow until the directory and the domain are named

${differences(untilNamed)}
## What both allow

Nothing tells which bots, functions and Voice ID domains are the instance's.

${differences(shared)}
## What stays on every resource in the tight form

AWS knows no resource for these.

${reasons(unscopedAdministration)}
## What the tight form leaves out

Wildcards of the published form grant these, and no step of administration needs them.

${reasons(omittedAdministration)}`;

/** The policies of somebody with a form of the policy, as the rule is told. */
export const identityOf = (facts: AdministratorPolicyFacts, form: Form) =>
  administratorPolicies(facts, form).map((policy, n) => ({
    name: `policy ${n}`,
    document: JSON.stringify(policy),
  }));

if (import.meta.main) await writeFile(document, administratorDocument());
