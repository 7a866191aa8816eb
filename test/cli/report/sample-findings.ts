import { tlsOnlyPolicy } from '#infra/local/scenarios/contact-center/policies.ts';
import { rules } from '#shared/rules/registry.ts';
import type { AuditFinding } from '#shared/usecases/audit/report.ts';
import { account, guarded, judged, loosened, role } from './sample-policies.ts';
import { resources } from './sample-resources.ts';

type Judgement = Pick<AuditFinding, 'verdict' | 'because'> & Partial<AuditFinding>;

function found(ruleId: string, name: string, judgement: Judgement): AuditFinding {
  const rule = rules.find(({ id }) => id === ruleId);
  const resource = resources.find((each) => each.name === name);
  if (!rule || !resource) throw new Error(`no ${rule ? name : ruleId} in the sample`);
  const { title, severity, kind, remediation, sources } = rule;
  return {
    ...{ rule: ruleId, title, severity, kind, remediation, sources },
    ...{ resourceType: resource.type, resourceId: resource.id, resourceName: name },
    instances: resource.instances,
    ...judgement,
  };
}

const fine = (because: string): Judgement => ({ verdict: 'COMPLIANT', because });
const wrong = (because: string): Judgement => ({ verdict: 'NON_COMPLIANT', because });
const unclear = (because: string): Judgement => ({ verdict: 'INDETERMINATE', because });
const idle = (because: string): Judgement => ({ verdict: 'NOT_APPLICABLE', because });

const policy = 'bucket-policy-least-privilege';
const losers = [
  { arn: role('analyst'), because: 'its policy RecordingsRead allows s3:GetObject on *' },
  { arn: `arn:aws:iam::${account}:user/nightly-export`, because: 'its policy Export allows s3:*' },
];

/** Every verdict, and witnesses that the prover found. */
export const findings: readonly AuditFinding[] = [
  found(
    policy,
    'acme-connect-support',
    judged('acme-connect-support', guarded('acme-connect-support')),
  ),
  found(policy, 'acme-connect-sales', {
    ...judged('acme-connect-sales', null),
    losesAccess: losers,
  }),
  found(policy, 'acme-connect-archive', {
    ...judged('acme-connect-archive', tlsOnlyPolicy('acme-connect-archive')),
    losesAccess: [],
  }),
  found(
    policy,
    'acme-connect-reports',
    judged('acme-connect-reports', loosened('acme-connect-reports')),
  ),
  found(
    policy,
    'acme-connect-clinic',
    unclear(
      'locked without us: s3:GetBucketPolicy AccessDenied. Root, or a principal that it exempts, adds the role ids to its list.',
    ),
  ),
  found(
    policy,
    'acme-records-archive',
    idle('No Connect instance of this account and region stores here.'),
  ),
  found(
    'instance-storage-owned',
    'acme-pilot',
    wrong(
      'acme-connect-pilot is not a bucket of this account: CALL_RECORDINGS and CHAT_TRANSCRIPTS go there, and whoever makes it anew gets them.',
    ),
  ),
  ...['acme-support', 'acme-sales', 'acme-clinic'].map((name) =>
    found(
      'instance-storage-owned',
      name,
      fine('Every bucket, stream and key belongs to this account.'),
    ),
  ),
  found(
    'instance-storage-encrypted',
    'acme-sales',
    wrong('CALL_RECORDINGS and CHAT_TRANSCRIPTS are stored without a KMS key.'),
  ),
  found('instance-storage-encrypted', 'acme-support', fine('Everything is stored with a KMS key.')),
  found('instance-flow-logs-enabled', 'acme-sales', wrong('Flow logs are off.')),
  found('instance-flow-logs-enabled', 'acme-pilot', idle('There is no flow.')),
  found('instance-flow-logs-enabled', 'acme-support', fine('Flow logs are on.')),
  found(
    'bucket-public-access-blocked',
    'acme-connect-sales',
    wrong('There is no Block Public Access on the bucket.'),
  ),
  found('bucket-public-access-blocked', 'acme-connect-support', fine('All four settings are on.')),
  found('bucket-versioned', 'acme-connect-sales', wrong('Versioning was never turned on.')),
  found('bucket-versioned', 'acme-connect-clinic', unclear('s3:GetBucketVersioning AccessDenied')),
  found('bucket-versioned', 'acme-connect-support', fine('Versioning is Enabled.')),
  found(
    'bucket-encrypted-with-customer-key',
    'acme-connect-sales',
    wrong('The bucket encrypts with AES256.'),
  ),
  found('key-rotated', 'alias/acme-recordings', wrong('Rotation is off.')),
  found('key-usable-by-connect', 'alias/acme-recordings', fine('Connect can use it.')),
  found('stream-encrypted', 'acme-contact-records', fine('Encrypted with alias/acme-recordings.')),
  found(
    'delivery-stream-can-decrypt-and-deliver',
    'acme-records-to-archive',
    wrong(
      'The role RecordsToArchive may not kms:Decrypt with the key of acme-contact-records: contact records are lost.',
    ),
  ),
  found(
    'administrator-isolated',
    'AWSReservedSSO_ContactCenterAdmin_0123456789abcdef',
    wrong(
      'It can take an emergency login (connect:AdminGetEmergencyAccessToken) of every instance.',
    ),
  ),
];
