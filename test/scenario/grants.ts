import { synthesize } from '#infra/aws/synthesize.ts';
import { loadAssembly } from '#infra/local/cloudformation/assembly.ts';

/** One action that a role of the synthesized stack is granted. */
export interface Grant {
  readonly role: string;
  readonly action: string;
}

export interface Policy {
  /** Those that a condition leaves out have no action. */
  readonly Statement: readonly { readonly Action?: string | readonly string[] }[];
}

interface RoleResource {
  readonly Type: string;
  readonly Properties: { readonly Policies: readonly { readonly PolicyDocument: Policy }[] };
}

const actionsIn = ({ Statement }: Policy): readonly string[] =>
  Statement.flatMap(({ Action = [] }) => Action);

/** Every action of every synthesized role, by the role's logical id without its ending. */
export async function synthesizedGrants(): Promise<readonly Grant[]> {
  const { template } = loadAssembly(await synthesize());
  const { Resources } = template as unknown as { Resources: Record<string, RoleResource> };
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .flatMap(([id, { Properties }]) => {
      const granted = Properties.Policies.flatMap((each) => actionsIn(each.PolicyDocument));
      return [...new Set(granted)].map((action) => ({ role: id.replace(/Role$/, ''), action }));
    });
}

/** Roles that have nothing to do with each other: what one may not do, the others do not notice. */
const together: Readonly<Record<string, string>> = {
  EvaluateAdministrators: 'judging',
  EvaluateBuckets: 'judging',
  EvaluateInstances: 'judging',
  EvaluateKeys: 'judging',
  EvaluateStreams: 'judging',
  NotifyPeople: 'judging',
};

/** The permissions to take away together: one of each role, of those that do not notice. */
export function onOneDay(grants: readonly Grant[]): readonly (readonly Grant[])[] {
  const days = new Map<string, Grant[]>();
  const seen = new Map<string, number>();
  for (const grant of grants) {
    const nth = (seen.get(grant.role) ?? 0) + 1;
    seen.set(grant.role, nth);
    const day = `${together[grant.role] ?? grant.role} ${nth}`;
    days.set(day, [...(days.get(day) ?? []), grant]);
  }
  return [...days.values()];
}
