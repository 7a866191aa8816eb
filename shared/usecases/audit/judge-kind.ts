import type { Deployment } from '#shared/connect/deployment.ts';
import type { Inventory } from '#shared/connect/inventory.ts';
import type { AnyRule, Judgement, Rule } from '#shared/rules/rule.ts';
import { eachOf } from '../bounded.ts';
import type { Resource } from '../gathering.ts';
import { attempt, presentResources } from '../judge-resources.ts';
import { withAdvice } from './advice.ts';
import type { AuditedKind, Known } from './audited-kinds.ts';
import type { AuditedResource, AuditFinding } from './report.ts';

/** A resource with what every rule says of it. */
export interface JudgedResource {
  readonly resource: AuditedResource;
  readonly findings: readonly AuditFinding[];
}

export interface JudgingRequest {
  readonly deployment: Deployment;
  readonly inventory: Inventory;
  /** The ARN of who audits. */
  readonly auditor: string;
  readonly wanted: (rule: AnyRule) => boolean;
  /** Judged before: a resumed audit passes them over. */
  readonly isJudged: (resource: Resource) => boolean;
  readonly counted: (resources: number) => void;
  readonly judged: (judged: JudgedResource) => void;
}

/** So many resources at a time: AWS's own limits are far above. */
const atATime = 8;

/** Judges every resource of a kind by every rule of it: what one needs is read once for all of them. */
export async function judgeKind<Facts>(
  audited: AuditedKind<Facts>,
  { deployment, inventory, auditor, ...request }: JudgingRequest,
): Promise<void> {
  const rules = audited.rules.filter(request.wanted);
  if (rules.length === 0) return;
  const needs = [...new Set(rules.flatMap((rule) => rule.needs))];
  const gathering = audited.gather({ deployment, inventory, needs });
  const types = new Set(rules.flatMap(({ resourceTypes }) => resourceTypes));
  const present = await attempt(() => presentResources(types, gathering.known));
  if ('verdict' in present) {
    request.judged(undetermined(rules, deployment.account, present.because));
    return;
  }
  const left = present.filter((resource) => !request.isJudged(resource));
  request.counted(left.length);
  await eachOf(left, atATime, async (resource) => {
    const own = rules.filter((rule) => rule.resourceTypes.includes(resource.resourceType));
    const facts = await attempt(async () => ({ read: await gathering.facts(resource) }));
    const known = 'read' in facts ? audited.known(facts.read) : { instances: [] };
    const shown = shownAs(resource, known);
    const findings = await Promise.all(
      own.map(async (rule) => {
        if (!('read' in facts)) return findingOf(rule, shown, withAdvice(facts, auditor));
        const judgement = await attempt(async () => judge(audited, rule, facts.read));
        const evidence = await audited.evidence?.(rule, facts.read, judgement);
        return { ...findingOf(rule, shown, withAdvice(judgement, auditor)), ...evidence };
      }),
    );
    request.judged({ resource: shown, findings });
  });
}

/** Nothing could be looked at: each rule says so, of the account. */
export function undetermined(
  rules: readonly AnyRule[],
  account: string,
  because: string,
): JudgedResource {
  const resource = { type: 'AWS::::Account', id: account, name: account, instances: [] };
  return {
    resource,
    findings: rules.map((rule) => findingOf(rule, resource, { verdict: 'INDETERMINATE', because })),
  };
}

const judge = <Facts>({ before }: AuditedKind<Facts>, rule: Rule<Facts>, facts: Facts): Judgement =>
  before?.(rule, facts) ?? rule.evaluate(facts);

const shownAs = ({ resourceType, resourceId }: Resource, known: Known): AuditedResource => ({
  type: resourceType,
  id: resourceId,
  name: known.name ?? resourceId,
  ...(known.arn !== undefined && { arn: known.arn }),
  instances: known.instances.map(({ arn }) => arn),
});

const findingOf = (
  { id, title, severity, kind, remediation, sources }: AnyRule,
  { type, id: resourceId, name, instances }: AuditedResource,
  { verdict, because, findings }: Judgement,
): AuditFinding => ({
  rule: id,
  title,
  severity,
  kind,
  resourceType: type,
  resourceId,
  resourceName: name,
  instances,
  verdict,
  because,
  remediation,
  sources,
  ...(findings && findings.length > 0 && { details: findings }),
});
