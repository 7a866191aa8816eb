import type { PolicyDocument } from '../document.ts';
import { s3ActionScope } from '../s3-actions.ts';
import { ActionSet } from './actions.ts';
import { Budget } from './budget.ts';
import type { Caller } from './callers.ts';
import { anyCharacter } from './characters.ts';
import type { Space, Target } from './space.ts';
import { Universe } from './universe.ts';

/** The bucket, and what is asked about it. */
export interface EntranceSetting {
  readonly partition: string;
  readonly account: string;
  readonly bucket: string;
  /** S3 actions on buckets and objects, without wildcards. */
  readonly actions: readonly string[];
  /** Keys of objects that make good examples, the best first. */
  readonly objectKeys: readonly string[];
}

/** All requests of one caller to the bucket, as the policies see them; made when first needed. */
export class EntranceView {
  readonly budget = new Budget();
  readonly #setting: EntranceSetting;
  readonly #caller: Caller;
  readonly #policies: readonly PolicyDocument[];
  readonly #targets = new Map<string, Target>();
  #universe: Universe | undefined;

  constructor(setting: EntranceSetting, caller: Caller, policies: readonly PolicyDocument[]) {
    this.#setting = setting;
    this.#caller = caller;
    this.#policies = policies;
  }

  /** Where a request for the action, on objects with the prefix, may go. */
  *spaces(action: string, prefix: string): Generator<Space> {
    this.budget.renew();
    const { account } = this.#setting;
    this.#universe ??= new Universe({
      policies: this.#policies,
      budget: this.budget,
      examples: (key) => (key === 'aws:sourceaccount' ? [account] : []),
      fixed: new Map([
        ['aws:resourceaccount', account],
        ['s3:resourceaccount', account],
      ]),
      resourceAccount: account,
      tests: [],
      reserved: [],
    });
    yield* this.#universe.spaces([this.#caller], [this.#target(action, prefix)]);
  }

  #target(action: string, prefix: string): Target {
    const isOnBucket = s3ActionScope(action) === 'bucket';
    const name = isOnBucket ? 'bucket' : `object ${prefix}`;
    const target = this.#targets.get(name) ?? this.#newTarget(name, isOnBucket, prefix);
    this.#targets.set(name, target);
    return target;
  }

  #newTarget(name: string, isOnBucket: boolean, prefix: string): Target {
    const { partition, bucket, actions, objectKeys } = this.#setting;
    const arn = `arn:${partition}:s3:::${bucket}`;
    const here = actions.filter((each) => (s3ActionScope(each) === 'bucket') === isOnBucket);
    const text = { feeds: [0], text: isOnBucket ? arn : `${arn}/${prefix}` };
    const keys = isOnBucket ? [] : objectKeys.filter((key) => key.startsWith(prefix));
    return {
      name,
      actions: new ActionSet(undefined, { actions: here, complete: true }),
      shapes: [isOnBucket ? [text] : [text, { feeds: [0], of: anyCharacter, least: 1 }]],
      examples: keys.map((key) => `${arn}/${key}`),
    };
  }
}
