/** What an administrator gives with `cdk -c key=value`. */
export const anOrganization = {
  organization: 'o-a1b2c3d4e5',
  organizationalUnits: 'ou-a1b2-11111111,ou-a1b2-22222222',
  regions: 'eu-central-1,us-east-1',
  parameters: 'SecurityHub=OnSuppressingConfig',
} as const;
