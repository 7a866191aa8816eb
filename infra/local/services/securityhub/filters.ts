import type { AwsSecurityFinding, StringFilter } from '@aws-sdk/client-securityhub';
import { AwsError } from '../../service.ts';

/** What a filter of this name looks at. */
const fields: Readonly<
  Record<string, (finding: AwsSecurityFinding) => readonly (string | undefined)[]>
> = {
  AwsAccountId: ({ AwsAccountId }) => [AwsAccountId],
  ComplianceStatus: ({ Compliance }) => [Compliance?.Status],
  GeneratorId: ({ GeneratorId }) => [GeneratorId],
  Id: ({ Id }) => [Id],
  ProductArn: ({ ProductArn }) => [ProductArn],
  ProductName: ({ ProductName }) => [ProductName],
  RecordState: ({ RecordState }) => [RecordState],
  Region: ({ Region }) => [Region],
  ResourceId: ({ Resources = [] }) => Resources.map(({ Id }) => Id),
  ResourceType: ({ Resources = [] }) => Resources.map(({ Type }) => Type),
  SeverityLabel: ({ Severity }) => [Severity?.Label],
  Title: ({ Title }) => [Title],
  WorkflowStatus: ({ Workflow }) => [Workflow?.Status],
};

const comparisons: Readonly<
  Record<string, { readonly negative?: true; of(value: string, wanted: string): boolean }>
> = {
  EQUALS: { of: (value, wanted) => value === wanted },
  PREFIX: { of: (value, wanted) => value.startsWith(wanted) },
  CONTAINS: { of: (value, wanted) => value.includes(wanted) },
  NOT_EQUALS: { negative: true, of: (value, wanted) => value !== wanted },
  PREFIX_NOT_EQUALS: { negative: true, of: (value, wanted) => !value.startsWith(wanted) },
};

/**
 * Whether a finding passes: by each field, one of the positive filters and all of the negative ones.
 * @throws AwsError `InvalidInputException` on a filter that is not served here.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StringFilter.html
 */
export const passes = (filters: object, finding: AwsSecurityFinding): boolean =>
  Object.entries(filters).every(([name, wanted]) => {
    const values = fields[name];
    if (values === undefined || !Array.isArray(wanted)) throw notServed(name);
    return fieldPasses(values(finding), wanted);
  });

function fieldPasses(
  values: readonly (string | undefined)[],
  filters: readonly StringFilter[],
): boolean {
  const asked = filters.map(({ Comparison = '', Value = '' }) => {
    const comparison = comparisons[Comparison];
    if (comparison === undefined) throw notServed(Comparison);
    const each = (value = '') => comparison.of(value, Value);
    return {
      negative: comparison.negative === true,
      passes: comparison.negative ? values.every(each) : values.some(each),
    };
  });
  const positive = asked.filter(({ negative }) => !negative);
  return (
    (positive.length === 0 || positive.some((each) => each.passes)) &&
    asked.every((each) => !each.negative || each.passes)
  );
}

const notServed = (name: string): AwsError =>
  new AwsError('InvalidInputException', `Invalid parameter 'Filters': ${name} is not served here`);
