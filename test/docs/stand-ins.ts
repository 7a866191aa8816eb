import {
  administrators,
  instanceArn,
} from '#infra/local/scenarios/contact-center/administrators.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { deliveryNames } from '#infra/local/scenarios/contact-center/streams.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { almostPublished, facts, readEverything, request } from '../cli/examples.ts';

const { account, region } = contactCenter.home;

const instance = {
  instance: instanceArn(instances.sales.id),
  alias: instances.sales.alias,
  serviceRole: instances.sales.role,
  buckets: [buckets.sales],
};
const delivery = {
  role: `arn:aws:iam::${account}:role/FirehoseContactRecords`,
  stream: `arn:aws:kinesis:${region}:${account}:stream/contact-records`,
  streamKey: `arn:aws:kms:${region}:${account}:key/11111111-2222-4333-8444-555555555555`,
  bucket: 'contact-records-0123456789ab',
  bucketKey: `arn:aws:kms:${region}:${account}:key/99999999-2222-4333-8444-555555555555`,
};

/** The files that the lines name. */
export const files: Readonly<Record<string, unknown>> = {
  'FACTS.json': facts,
  'facts.json': facts,
  'INSTANCE.json': instance,
  'instance.json': instance,
  'DELIVERY.json': delivery,
  'delivery.json': delivery,
  'POLICY.json': almostPublished,
  'policy.json': almostPublished,
  'bucket-policy.json': almostPublished,
  'P.json': almostPublished,
  'A.json': readEverything,
  'B.json': readEverything,
  'new.json': readEverything,
  'old.json': readEverything,
  'I.json': readEverything,
  'role-policy.json': readEverything,
  'REQ.json': request,
  'request.json': request,
  'settings.json': contactCenter.settings,
  'tasks.jsonl': { id: 1, facts, policy: almostPublished },
  'requests.jsonl': { id: 1, request, policy: almostPublished },
  'pairs.jsonl': { id: 1, a: almostPublished, b: almostPublished },
};

/** What the words of a line stand for: the first that fits, with what is before it. */
export const words: readonly (readonly [RegExp, string])[] = [
  [/--delivery-stream \S+/, `--delivery-stream ${deliveryNames.archive}`],
  [/--bucket NAME/, '--bucket acme-records-archive'],
  [/--format NAME=FILE/, '--format json=report.json'],
  [/--format NAME/, '--format csv'],
  [/--regions LIST/, `--regions ${region}`],
  [/--rule ID/, '--rule bucket-versioned'],
  [/--rate N/, '--rate 1000'],
  [/--live/, '--live --rate 1000'],
  [/--port N/, '--port 0'],
  [/(?<=--(?:changes|other-buckets|other-roles) )N/, '3'],
  // One rule: these are about the option.
  [/^audit(?= --(?:fail-on|rate|resume|regions|region) )/, 'audit --rule bucket-versioned'],
  [/^exceptions(?= --json|$)/, 'exceptions list'],
  [/--resume FILE/, '--resume audit.jsonl'],
  [/--out FILE/, '--out proposal.json'],
  [/(?<=settings (?:validate|put) )FILE/, 'settings.json'],
  [/--account ID/, `--account ${account}`],
  [/--region \S+/, `--region ${region}`],
  [/--instance ARN/, `--instance ${instanceArn(instances.sales.id)}`],
  [/--endpoint-url \S+/, ''],
  [/--until \S+/, '--until 2099-12-31'],
  [/--days N/, '--days 2'],
  [/--reason TEXT/, '--reason "migration, ticket 4711"'],
  [/--context KEY=VALUE/, '--context aws:SourceIp=192.0.2.1'],
  [/explain (RULE|<rule>)/, 'explain bucket-versioned'],
  [/adopt (BUCKET|amazon-connect-\w+)/, `adopt ${buckets.clinic}`],
  [/BUCKET|amazon-connect-0123456789ab/, buckets.sales],
  [/PRINCIPAL/, administrators.clinic],
  [/arn:aws:iam::\d+:role\/Analyst/, people.analyst],
  [/RESOURCE/, `s3://${buckets.sales}/connect/a.wav`],
  [/ACTION/, 's3:GetObject'],
];

/** What cannot be done in an account without functions, nor by a command that ends: parsed only. */
export const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^local/, 'serves until Ctrl-C: test/scenario, test/build'],
  [
    /--accounts|--regions all/,
    'other accounts and regions: test/cli/audit/audit.test.ts, test/cli/settings-everywhere.test.ts',
  ],
  [/^restore (?!.*--as-me).*--yes/, 'starts an automation: test/docs/runbook.test.ts'],
  [/--put/, 'asks a person: test/cli/settings-init.test.ts'],
];
