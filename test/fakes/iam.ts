import type { Arn } from '#shared/connect/arn.ts';
import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { IamPrincipal } from '#shared/connect/inventory.ts';
import type { IamPort } from '#shared/ports.ts';
import { accessDenied } from './state.ts';

/** The roles and users of one account. */
export class FakeIam implements IamPort {
  readonly ids = new Map<Arn, string>();
  readonly denied = new Set<string>();
  /** By bucket. */
  readonly rolesNaming = new Map<string, readonly Arn[]>();
  calls = 0;

  async principal(arn: Arn): Promise<Fact<IamPrincipal>> {
    this.calls++;
    if (this.denied.has(arn)) return unreadable(accessDenied('iam:GetRole'));
    const id = this.ids.get(arn);
    return id === undefined ? absent : known({ arn, id });
  }

  async rolesUnder(pathPrefix: string): Promise<Fact<readonly IamPrincipal[]>> {
    this.calls++;
    if (this.denied.has(pathPrefix)) return unreadable(accessDenied('iam:ListRoles'));
    return known(this.#all().filter(({ arn }) => arn.includes(`:role${pathPrefix}`)));
  }

  async connectRolesNaming(bucket: string): Promise<Fact<readonly IamPrincipal[]>> {
    this.calls++;
    const arns = this.rolesNaming.get(bucket) ?? [];
    return known(this.#all().filter(({ arn }) => arns.includes(arn)));
  }

  #all(): readonly IamPrincipal[] {
    return [...this.ids].map(([arn, id]) => ({ arn, id }));
  }
}
