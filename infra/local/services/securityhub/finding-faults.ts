import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Scope } from '../../world.ts';

/** The product of an account's own findings. */
export const defaultProduct = ({ partition, region, account }: Scope): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/;
const findingType =
  /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){0,2}$/;
const labels = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const compliances = ['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'];
const largestKilobytes = 240;

type Faults = Generator<string>;

/**
 * What Security Hub has against a finding of its own account's product.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
export function* findingFaults(finding: AwsSecurityFinding, scope: Scope): Faults {
  if (finding.SchemaVersion !== '2018-10-08') yield 'SchemaVersion must be 2018-10-08';
  yield* text(finding, { Id: 512, GeneratorId: 512, Title: 256, Description: 1024 });
  yield* text(finding, { ProductName: 128, CompanyName: 128 }, 'optional');
  if (finding.AwsAccountId !== scope.account) yield 'AwsAccountId must be that of the caller';
  if (finding.ProductArn !== defaultProduct(scope)) yield 'ProductArn must be that of the account';
  for (const name of ['CreatedAt', 'UpdatedAt'] as const) {
    if (!timestamp.test(finding[name] ?? '')) yield `${name} must be an ISO 8601 timestamp`;
  }
  yield* severityAndTypes(finding);
  yield* resources(finding);
  const { Compliance: compliance, RecordState: state, ProductFields: fields = {} } = finding;
  if (compliance && !compliances.includes(compliance.Status ?? 'PASSED')) {
    yield 'Compliance.Status is unknown';
  }
  const requirements = compliance?.RelatedRequirements ?? [];
  if (requirements.length > 32) yield 'Compliance.RelatedRequirements has more than 32';
  if (requirements.some((each) => each.length > 64)) yield 'a related requirement is too long';
  if (state !== undefined && !['ACTIVE', 'ARCHIVED'].includes(state)) yield 'RecordState';
  if (Object.keys(fields).length > 50) yield 'ProductFields has more than 50';
  if (Object.keys(fields).some((key) => key.length > 128)) yield 'ProductFields: a key is too long';
  if (Object.values(fields).some((value) => value.length > 2048)) {
    yield 'ProductFields: a value is too long';
  }
  const advice = finding.Remediation?.Recommendation;
  if ((advice?.Text ?? '').length > 512) yield 'Remediation.Recommendation.Text is too long';
  if (advice?.Url !== undefined && !URL.canParse(advice.Url)) yield 'Recommendation.Url is no URL';
  if (Buffer.byteLength(JSON.stringify(finding)) > largestKilobytes * 1024) {
    yield `Finding is larger than ${largestKilobytes} KB`;
  }
}

function* text(
  finding: AwsSecurityFinding,
  lengths: Readonly<Record<string, number>>,
  optional?: 'optional',
): Faults {
  const values: Readonly<Record<string, unknown>> = { ...finding };
  for (const [name, most] of Object.entries(lengths)) {
    const value = values[name];
    if (value === undefined && optional) continue;
    if (typeof value !== 'string' || !/\S/.test(value)) yield `${name} must not be blank`;
    else if (value.length > most) yield `${name} must be at most ${most} characters`;
  }
}

function* severityAndTypes(finding: AwsSecurityFinding): Faults {
  const { Severity: own, Types: types, FindingProviderFields: provided } = finding;
  if (!own && !provided?.Severity) yield 'Severity is required';
  for (const severity of [own, provided?.Severity]) {
    if (severity && !labels.includes(severity.Label ?? '')) yield 'Severity.Label is unknown';
    if ((severity?.Original ?? '').length > 64) yield 'Severity.Original is too long';
  }
  const all = [...(types ?? []), ...(provided?.Types ?? [])];
  if (all.length === 0) yield 'Types is required';
  if (!all.every((type) => findingType.test(type))) yield 'Types has a namespace that is unknown';
}

function* resources({ Resources: all = [] }: AwsSecurityFinding): Faults {
  if (all.length < 1 || all.length > 32) yield 'Resources must have 1 to 32';
  for (const { Type: type = '', Id: id = '' } of all) {
    if (!/\S/.test(type) || type.length > 256) yield 'Resources.Type must be 1 to 256 characters';
    if (!/\S/.test(id)) yield 'Resources.Id must not be blank';
  }
}
