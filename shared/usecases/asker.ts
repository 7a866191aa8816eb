import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import { refuse } from '#shared/connect/json-shape.ts';
import { principalKind } from '#shared/connect/names.ts';
import type { IamPort } from '#shared/ports.ts';

/** Who is asked about, as a person names them. */
export type Asker =
  | { readonly kind: 'identity'; readonly arn: Arn }
  /** A session of a role, whose path its ARN does not tell. */
  | { readonly kind: 'session'; readonly role: string; readonly session: string }
  | { readonly kind: 'root'; readonly account: string }
  | { readonly kind: 'service'; readonly name: string };

const what =
  'the ARN of a role, a user, a session (…:assumed-role/ROLE/SESSION) or root, or a service such as logging.s3.amazonaws.com';

/** @throws InvalidDocument */
export function askerAt(text: string, path: string, { account }: Place): Asker {
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text)) return { kind: 'service', name: text };
  if (!isArn(text) || /[*?\s]/.test(text)) return refuse(path, what, text);
  const { service, account: owner, resource } = parseArn(text);
  if (service === 'iam' && resource === 'root') return { kind: 'root', account: owner };
  if (principalKind(text)) return { kind: 'identity', arn: text };
  const [type, role, session, ...rest] = resource.split('/');
  const isSession = service === 'sts' && type === 'assumed-role' && rest.length === 0;
  if (!isSession || !role || !session) return refuse(path, what, text);
  if (owner !== account) return refuse(path, `a session of account ${account}`, text);
  return { kind: 'session', role, session };
}

/** The role of that name, wherever its path leads. */
export async function roleNamed(
  iam: Pick<IamPort, 'rolesUnder'>,
  name: string,
): Promise<Fact<Arn>> {
  const roles = await iam.rolesUnder('/');
  if (roles.state !== 'known') return roles;
  const found = roles.value.find(({ arn }) => arn.endsWith(`/${name}`));
  return found ? known(found.arn) : { state: 'absent' };
}
