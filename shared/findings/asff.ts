import type { Place } from '#shared/connect/deployment.ts';
import type { Severity, Verdict } from '#shared/rules/rule.ts';
import { relatedRequirements } from './requirements.ts';
import { type FindingResource, findingResource } from './resource.ts';
import { line } from './text.ts';

/** What a finding says of a rule. */
export interface FindingRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly remediation: string;
  readonly sources: readonly string[];
}

/** What a rule found of a resource, and where. */
export interface FindingSource {
  readonly place: Place;
  readonly rule: FindingRule;
  readonly resourceType: string;
  /** AWS Config's. */
  readonly resourceId: string;
  /** When it is known better than from the id. */
  readonly resourceArn?: string;
  readonly verdict: Verdict;
  readonly because: string;
  /** ARNs of the instances that use it. */
  readonly instances?: readonly string[];
}

/** ISO 8601, UTC. */
interface Times {
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface FindingSeverity {
  readonly Label: string;
  readonly Original: string;
}

/**
 * One finding of AWS Security Hub's format, of the account's own product.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
export interface AsffFinding {
  readonly SchemaVersion: '2018-10-08';
  readonly Id: string;
  readonly ProductArn: string;
  readonly ProductName: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly Region: string;
  readonly Types: readonly string[];
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Severity: FindingSeverity;
  readonly FindingProviderFields: {
    readonly Severity: FindingSeverity;
    readonly Types: readonly string[];
  };
  readonly Title: string;
  readonly Description: string;
  readonly Remediation: {
    readonly Recommendation: { readonly Text: string; readonly Url?: string };
  };
  readonly ProductFields: Readonly<Record<string, string>>;
  readonly Resources: readonly FindingResource[];
  readonly Compliance: {
    readonly Status: ComplianceStatus;
    readonly RelatedRequirements?: readonly string[];
  };
  readonly RecordState: 'ACTIVE' | 'ARCHIVED';
}

type ComplianceStatus = 'PASSED' | 'FAILED' | 'WARNING' | 'NOT_AVAILABLE';

const product = 'connect-storage-guard';

const statuses: Readonly<Record<Verdict, ComplianceStatus>> = {
  COMPLIANT: 'PASSED',
  NON_COMPLIANT: 'FAILED',
  INDETERMINATE: 'WARNING',
  NOT_APPLICABLE: 'NOT_AVAILABLE',
};

/** The same for the same account, region, rule and resource, whatever is found of it. */
export const findingId = ({ place, rule, resourceType, resourceId }: FindingSource): string =>
  line([product, place.account, place.region, rule.id, resourceType, resourceId].join('/'), 512);

/** The product under which an account's own findings run. */
export const productArn = ({ partition, region, account }: Place): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

/** What does not apply any more is archived. No policy text is in it but what the reason quotes. */
export function asffFinding(source: FindingSource, times: Times): AsffFinding {
  const { place, rule, verdict, because, resourceType, resourceId, instances = [] } = source;
  const closed = verdict === 'COMPLIANT' || verdict === 'NOT_APPLICABLE';
  const severity = {
    Label: closed ? 'INFORMATIONAL' : rule.severity.toUpperCase(),
    Original: rule.severity,
  };
  const classes = ['Software and Configuration Checks/AWS Security Best Practices'];
  const requirements = relatedRequirements[rule.id];
  const [url] = rule.sources;
  return {
    SchemaVersion: '2018-10-08',
    Id: findingId(source),
    ProductArn: productArn(place),
    ProductName: 'Connect Storage Guard',
    GeneratorId: `${product}/${rule.id}`,
    AwsAccountId: place.account,
    Region: place.region,
    Types: classes,
    CreatedAt: times.createdAt,
    UpdatedAt: times.updatedAt,
    Severity: severity,
    FindingProviderFields: { Severity: severity, Types: classes },
    Title: line(rule.title, 256),
    // "Could not look" must never read as "is fine".
    Description: line(verdict === 'INDETERMINATE' ? `Cannot tell: ${because}` : because, 1024),
    Remediation: {
      Recommendation: { Text: line(rule.remediation, 512), ...(url !== undefined && { Url: url }) },
    },
    ProductFields: {
      rule: rule.id,
      verdict,
      ...(instances.length > 0 && { instances: line(instances.join(' '), 2048) }),
    },
    Resources: [findingResource(place, resourceType, resourceId, source.resourceArn)],
    Compliance: {
      Status: statuses[verdict],
      ...(requirements && { RelatedRequirements: requirements }),
    },
    RecordState: verdict === 'NOT_APPLICABLE' ? 'ARCHIVED' : 'ACTIVE',
  };
}
