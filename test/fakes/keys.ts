import { type Arn, parseArn } from '#shared/connect/arn.ts';
import type { KeyDescription } from '#shared/connect/key.ts';

/** A key that a customer made and that works. */
export const customerKey = (arn: Arn): KeyDescription => ({
  arn,
  account: parseArn(arn).account,
  manager: 'CUSTOMER',
  state: 'Enabled',
  spec: 'SYMMETRIC_DEFAULT',
  usage: 'ENCRYPT_DECRYPT',
  origin: 'AWS_KMS',
});
