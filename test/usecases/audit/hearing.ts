import {
  type AuditListener,
  type AuditRequest,
  auditPlace,
} from '#shared/usecases/audit/audit-place.ts';
import type { AuditWorld } from '#shared/usecases/audit/audit-world.ts';
import type { JudgedResource } from '#shared/usecases/audit/judge-kind.ts';
import type { AuditedPlace, AuditFinding } from '#shared/usecases/audit/report.ts';
import type { InstanceParts } from '#shared/usecases/refresh-state.ts';
import { type ContactCenter, deployment } from '../../fakes/contact-center.ts';

export const auditor = 'arn:aws:sts::111122223333:assumed-role/SecurityAudit/jo';

/** Everything that an audit told while it went on. */
export class Heard implements AuditListener {
  readonly rows: AuditFinding[] = [];
  readonly finished: { instances: Record<string, InstanceParts>; resources: JudgedResource[] } = {
    instances: {},
    resources: [],
  };
  /** How many requests to Connect there had been before the first row. */
  readonly requestsLeft: number[] = [];
  counted = 0;
  instances(_done: number, _total: number, requests: number) {
    this.requestsLeft.push(requests);
  }
  resources(more: number) {
    this.counted += more;
  }
  judged(judged: JudgedResource) {
    this.rows.push(...judged.findings);
    this.finished.resources.push(judged);
  }
  taken(arn: string, parts: InstanceParts) {
    this.finished.instances[arn] = parts;
  }
}

export const audit = (
  world: Omit<ContactCenter, 'connect'> & Pick<AuditWorld, 'connect' | 'authorization'>,
  more: Partial<AuditRequest> = {},
  listener = new Heard(),
): Promise<AuditedPlace> =>
  auditPlace(
    { ...world, principalPolicies: world.principalPolicies() },
    { deployment, auditor, listener, ...more },
  );

export const findingsOf = ({ findings }: AuditedPlace, rule: string) =>
  findings.filter((each) => each.rule === rule);
export const policyOf = (place: AuditedPlace, name: string) =>
  findingsOf(place, 'bucket-policy-least-privilege').find(({ resourceId }) => resourceId === name);
