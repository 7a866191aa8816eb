import type { Place } from '#shared/connect/deployment.ts';
import { instantAt, listAt, refuseOthers, textAt } from '#shared/connect/json-shape.ts';
import { accountAt, bucketNameAt, regionAt } from '#shared/connect/names.ts';
import { parseStored } from '#shared/connect/stored-json.ts';
import type { BaselineFacts } from '#shared/generate/facts.ts';
import { approvedAs, type Exempt, needsApproval } from './exempt.ts';

/** Whom a person let into a bucket by its generated policy: nobody else gets in by himself. */
export interface Approval {
  readonly version: 1;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The person's ARN, or the execution that a person approved. */
  readonly by: string;
  /** Unique ids; of roles that may change theirs, and of services, the name. Sorted. */
  readonly principals: readonly string[];
}

export const approvalKey = (bucket: string): string => `approvals/${bucket}.json`;

export const approvalOf = (
  bucket: string,
  { account, region }: Place,
  exempt: readonly Exempt[],
  { by, at }: Pick<Approval, 'by' | 'at'>,
): Approval => ({
  version: 1,
  bucket,
  account,
  region,
  at,
  by,
  principals: [...new Set(exempt.filter(needsApproval).map(approvedAs))].toSorted(),
});

const keys = ['version', 'bucket', 'account', 'region', 'at', 'by', 'principals'];

/** @throws InvalidDocument or JsonSyntaxError naming the path: also when it is of another bucket. */
export function parseApproval(text: string, bucket: string, place: Place): Approval {
  const fields = parseStored(text, keys);
  const approval: Approval = {
    version: 1,
    bucket: bucketNameAt(fields.bucket, 'bucket'),
    account: accountAt(fields.account, 'account'),
    region: regionAt(fields.region, 'region'),
    at: instantAt(fields.at, 'at'),
    by: textAt(fields.by, 'by'),
    principals: listAt(fields.principals, 'principals', (value, path) => textAt(value, path)),
  };
  refuseOthers(approval, { ...place, bucket }, ['bucket', 'account', 'region']);
  return approval;
}

/** Whoever in `exempt` a person has not let in yet. */
export function pendingIn(
  exempt: readonly Exempt[],
  approval: Approval | undefined,
): readonly Exempt[] {
  const approved = new Set(approval?.principals);
  return exempt.filter((each) => needsApproval(each) && !approved.has(approvedAs(each)));
}

/** The same baseline without those who wait for a person. */
export function withoutPending(facts: BaselineFacts, pending: readonly Exempt[]): BaselineFacts {
  const waits = (arn: string, as: Exempt['as']): boolean =>
    pending.some((each) => each.arn === arn && each.as === as);
  return {
    ...facts,
    administrators: facts.administrators.filter(({ arn }) => !waits(arn, 'administrator')),
    workloads: facts.workloads.filter(({ arn }) => !waits(arn, 'workload')),
    auditors: facts.auditors.filter(({ arn }) => !waits(arn, 'auditor')),
    servicePrincipals: facts.servicePrincipals.filter((service) => !waits(service, 'service')),
  };
}
