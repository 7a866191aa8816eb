import type { Scope, World } from '../world.ts';

/** What is in an account before the guard is deployed into it. */
export interface Scenario {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  readonly home: Scope;
  /** Makes it all in an empty world. */
  seed(world: World): void;
  /** `settings.json` as the account's administrators want it. */
  readonly settings: object;
  /** ARN of a user who may read the configuration of everything and write nothing. */
  readonly auditor: string;
  /** ARN of the role that deploys the guard and puts its settings. */
  readonly engineer: string;
}
