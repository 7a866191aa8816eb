const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength, pattern: '\\S' });
const timestamp = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:?\\d{2})$',
};
const severity = {
  type: 'object',
  required: ['Label'],
  properties: {
    Label: { enum: ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] },
    Original: text(64),
  },
};
const types = {
  type: 'array',
  maxItems: 50,
  items: {
    type: 'string',
    pattern:
      '^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(/[^/]+){0,2}$',
  },
};

const details = (field: string) => ({
  type: 'object',
  additionalProperties: false,
  properties: { [field]: { type: 'string', pattern: '\\S' } },
});

/**
 * The published constraints of findings for `BatchImportFindings`.
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Recommendation.html
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Resource.html
 * @see https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Compliance.html
 */
export const asffSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: [
      'AwsAccountId',
      'CreatedAt',
      'Description',
      'GeneratorId',
      'Id',
      'ProductArn',
      'Resources',
      'SchemaVersion',
      'Severity',
      'Title',
      'Types',
      'UpdatedAt',
    ],
    properties: {
      SchemaVersion: { const: '2018-10-08' },
      Id: text(512),
      ProductArn: {
        type: 'string',
        maxLength: 2048,
        pattern: '^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:\\d{12}:product/\\d{12}/default$',
      },
      ProductName: text(128),
      GeneratorId: text(512),
      AwsAccountId: { type: 'string', pattern: '^\\d{12}$' },
      Region: text(16),
      Types: types,
      CreatedAt: timestamp,
      UpdatedAt: timestamp,
      Severity: severity,
      FindingProviderFields: {
        type: 'object',
        additionalProperties: false,
        properties: { Severity: severity, Types: types },
      },
      Title: text(256),
      Description: text(1024),
      Remediation: {
        type: 'object',
        required: ['Recommendation'],
        properties: {
          Recommendation: {
            type: 'object',
            additionalProperties: false,
            properties: { Text: text(512), Url: { type: 'string', format: 'uri' } },
          },
        },
      },
      ProductFields: {
        type: 'object',
        maxProperties: 50,
        propertyNames: { maxLength: 128 },
        additionalProperties: { type: 'string', maxLength: 2048 },
      },
      Resources: {
        type: 'array',
        minItems: 1,
        maxItems: 32,
        items: {
          type: 'object',
          required: ['Type', 'Id'],
          additionalProperties: false,
          properties: {
            Type: text(256),
            Id: { type: 'string', pattern: '\\S' },
            Partition: { enum: ['aws', 'aws-cn', 'aws-us-gov'] },
            Region: text(16),
            Details: {
              type: 'object',
              additionalProperties: false,
              properties: {
                AwsS3Bucket: details('Name'),
                AwsKmsKey: details('KeyId'),
                AwsKinesisStream: details('Name'),
                AwsIamRole: details('RoleId'),
                AwsIamUser: details('UserId'),
                Other: { type: 'object', maxProperties: 50, additionalProperties: text(2048) },
              },
            },
          },
        },
      },
      Compliance: {
        type: 'object',
        additionalProperties: false,
        properties: {
          Status: { enum: ['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'] },
          RelatedRequirements: { type: 'array', maxItems: 32, items: text(64) },
        },
      },
      RecordState: { enum: ['ACTIVE', 'ARCHIVED'] },
    },
  },
};
