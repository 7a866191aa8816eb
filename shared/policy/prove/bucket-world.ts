import type { PolicyDocument } from '../document.ts';
import { ANY_RUN, literalGlob } from '../match.ts';
import { ActionSet, actionPatterns, unlistedActions } from './actions.ts';
import type { Budget } from './budget.ts';
import {
  anonymous,
  type Caller,
  federated,
  principalNamed,
  role,
  root,
  service,
  user,
} from './callers.ts';
import { anyCharacter } from './characters.ts';
import type { Claim } from './formula.ts';
import type { Space, Target } from './space.ts';
import { conditionTest, listTest, type Test } from './tests.ts';
import { type IdLengths, idLengths } from './unique-ids.ts';
import { Universe } from './universe.ts';
import { variableResources } from './variable-examples.ts';

/** A role or user by ARN and, when it is known, by unique id. */
export interface NamedPrincipal {
  readonly arn: string;
  readonly id?: string;
}

/** One bucket, its account, and the principals that are known there. */
export interface BucketSetting {
  readonly partition: string;
  readonly account: string;
  readonly bucket: string;
  readonly named: readonly NamedPrincipal[];
  readonly services: readonly string[];
  /** Actions, or patterns of them, that matter beside those of the policies. */
  readonly actions: readonly string[];
  /** Keys of objects that make good examples, the best first. */
  readonly objectKeys: readonly string[];
}

const SERVICES = ['cloudtrail.amazonaws.com', 'logging.s3.amazonaws.com', 's3.amazonaws.com'];

const EXAMPLES = new Map<string, (setting: BucketSetting) => readonly string[]>([
  ['aws:sourceaccount', ({ account }) => ['999988887777', account]],
  ['aws:principalorgid', () => ['o-exampleorgid']],
  ['aws:requestedregion', () => ['eu-central-1']],
  ['s3:prefix', () => ['connect/']],
]);

const UNLOCKING = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];

const secureTransport = (value: 'true' | 'false'): Test =>
  conditionTest(
    { operator: 'Bool', ifExists: false, key: 'aws:SecureTransport', values: [value] },
    '2012-10-17',
    new Map(),
  );

/** All requests to one bucket and its objects, as some policies see them. */
export class BucketWorld {
  readonly setting: BucketSetting;
  readonly universe: Universe;
  readonly budget: Budget;
  readonly plaintext: Test;
  readonly tls: Test;
  readonly listedService: Test;
  readonly targets: readonly Target[];
  readonly #lengths: IdLengths;
  readonly #callers = new Map<NamedPrincipal, Caller>();
  #strangers: readonly Caller[] | undefined;
  #named: readonly Caller[] | undefined;
  readonly #policies: readonly PolicyDocument[];

  constructor(setting: BucketSetting, policies: readonly PolicyDocument[], budget: Budget) {
    const { partition, account, bucket, named, services, objectKeys } = setting;
    this.setting = setting;
    this.budget = budget;
    this.#policies = policies;
    const ids = named.flatMap(({ id }) => id ?? []);
    this.#lengths = idLengths(policies, ids);
    this.plaintext = secureTransport('false');
    this.tls = secureTransport('true');
    this.listedService = listTest('aws:principalservicename', services.map(literalGlob));
    this.universe = new Universe({
      policies,
      budget,
      examples: (key) => EXAMPLES.get(key)?.(setting) ?? [],
      fixed: new Map([
        ['aws:resourceaccount', account],
        ['s3:resourceaccount', account],
      ]),
      resourceAccount: account,
      tests: [this.plaintext, this.tls, this.listedService],
      reserved: [
        listTest(
          'aws:principalarn',
          named.map(({ arn }) => literalGlob(arn)),
        ),
        listTest(
          'aws:userid',
          ids.map(literalGlob).flatMap((id) => [id, [...id, 0x3a, ANY_RUN]]),
        ),
      ],
    });
    const bucketArn = `arn:${partition}:s3:::${bucket}`;
    const bucketText = { feeds: [0], text: bucketArn };
    const object = [
      { feeds: [0], text: `${bucketArn}/` },
      { feeds: [0], of: anyCharacter, least: 1 },
    ];
    const patterns = new Set([...actionPatterns(policies), ...setting.actions]);
    const unlisted = unlistedActions(patterns, 's3', budget);
    this.targets = [
      {
        name: 'object',
        actions: new ActionSet('object', unlisted),
        shapes: [object],
        examples: [
          ...objectKeys.map((key) => `${bucketArn}/${key}`),
          ...variableResources(policies).filter(
            (each) => each.startsWith(`${bucketArn}/`) && each.length > bucketArn.length + 1,
          ),
        ],
      },
      {
        name: 'bucket',
        actions: new ActionSet('bucket', unlisted),
        shapes: [[bucketText]],
        examples: [],
      },
    ];
  }

  /** Callers that the setting does not name, the most telling first. */
  strangers(where: 'anywhere' | 'outside'): readonly Caller[] {
    this.#strangers ??= [...this.#everyStranger()];
    if (where === 'anywhere') return this.#strangers;
    return this.#strangers.filter(({ account }) => account !== this.setting.account);
  }

  *#everyStranger(): Generator<Caller> {
    const { partition, account, services } = this.setting;
    const accounts = this.universe.accounts(partition, [account]);
    for (const each of [account, ...accounts.filter((other) => other !== account)]) {
      yield role(partition, each, this.#lengths);
      yield user(partition, each, this.#lengths);
      yield federated(partition, each);
      yield root(partition, each);
    }
    yield anonymous(partition);
    yield service(partition, [...SERVICES, ...services]);
  }

  /** The named principals, one of all that no test tells apart. */
  named(): readonly Caller[] {
    this.#named ??= [
      ...this.universe.distinct(this.setting.named.map((each) => this.callerFor(each))),
    ];
    return this.#named;
  }

  callerFor(principal: NamedPrincipal): Caller {
    const { partition, account } = this.setting;
    let caller = this.#callers.get(principal);
    if (!caller) {
      caller = principalNamed(partition, account, principal, this.#lengths);
      this.#callers.set(principal, caller);
    }
    return caller;
  }

  /** The actions of a target that no policy can keep from the bucket's own root user. */
  unlocking({ caller, target }: Space): Claim {
    if (caller.kind !== 'root' || caller.account !== this.setting.account) return false;
    const isUnlocking = (action: string): boolean =>
      UNLOCKING.some((each) => each.toLowerCase() === action.toLowerCase());
    return { literal: target.actions.literal(target.actions.where(isUnlocking)) };
  }

  get policies(): readonly PolicyDocument[] {
    return this.#policies;
  }
}
