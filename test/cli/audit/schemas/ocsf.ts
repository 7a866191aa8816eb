const text = { type: 'string', minLength: 1 };
const ids = (...known: readonly number[]) => ({ enum: [0, ...known, 99] });
/** `timestamp_t`: milliseconds since the epoch. */
const timestamp = { type: 'integer', minimum: 1_000_000_000_000 };

/**
 * What OCSF 1.3.0 requires of a Compliance Finding with the profile `cloud`, and the values of its
 * enumerations.
 * @see https://schema.ocsf.io/1.3.0/classes/compliance_finding
 * @see https://github.com/ocsf/ocsf-schema/blob/1.3.0/events/findings/compliance_finding.json
 * @see https://github.com/ocsf/ocsf-schema/blob/1.3.0/objects/compliance.json
 */
export const ocsfSchema = {
  type: 'array',
  items: {
    type: 'object',
    required: [
      'activity_id',
      'category_uid',
      'class_uid',
      'cloud',
      'compliance',
      'finding_info',
      'metadata',
      'severity_id',
      'time',
      'type_uid',
    ],
    properties: {
      activity_id: ids(1, 2, 3),
      category_uid: { const: 2 },
      class_uid: { const: 2003 },
      // class_uid * 100 + activity_id
      type_uid: { enum: [200300, 200301, 200302, 200303, 200399] },
      severity_id: ids(1, 2, 3, 4, 5, 6),
      status_id: ids(1, 2, 3, 4, 5),
      time: timestamp,
      message: text,
      metadata: {
        type: 'object',
        required: ['product', 'version'],
        properties: {
          version: { const: '1.3.0' },
          profiles: { type: 'array', items: text },
          product: {
            type: 'object',
            required: ['vendor_name'],
            properties: { name: text, vendor_name: text, version: text },
          },
        },
      },
      cloud: {
        type: 'object',
        required: ['provider'],
        properties: {
          provider: text,
          region: text,
          account: {
            type: 'object',
            properties: { uid: text, type_id: { const: 10 }, type: { const: 'AWS Account' } },
          },
        },
      },
      finding_info: {
        type: 'object',
        required: ['uid', 'title'],
        properties: {
          uid: text,
          title: text,
          desc: text,
          created_time: timestamp,
          analytic: {
            type: 'object',
            required: ['type_id'],
            properties: { type_id: ids(1, 2, 3, 4, 5, 6), name: text, uid: text },
          },
        },
      },
      compliance: {
        type: 'object',
        required: ['standards'],
        properties: {
          control: text,
          standards: { type: 'array', minItems: 1, items: text },
          status_id: ids(1, 2, 3),
          status: text,
          status_detail: text,
        },
      },
      remediation: {
        type: 'object',
        required: ['desc'],
        properties: { desc: text, references: { type: 'array', items: text } },
      },
      resources: {
        type: 'array',
        items: {
          type: 'object',
          properties: { uid: text, name: text, type: text, region: text, cloud_partition: text },
        },
      },
    },
  },
};
