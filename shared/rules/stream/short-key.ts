import { type Arn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';

/** `key/…` where it is clear of which account and region: AWS Config cuts a reason at 256 characters. */
export function shortKey(key: Arn, { account, region }: Place): string {
  const parts = parseArn(key);
  return parts.account === account && parts.region === region ? parts.resource : key;
}
