import { absent, type Fact, known, unreadable } from '#shared/connect/fact.ts';
import type { BucketOwnership } from '#shared/connect/inventory.ts';
import type { BucketPort, WriteRejected } from '#shared/ports.ts';
import { accessDenied } from './state.ts';

type Write = { readonly bucket: string; readonly policy: string | null };

/** S3's bucket policies: eventually consistent when asked to be, and possible to deny or refuse. */
export class FakeBuckets implements BucketPort {
  readonly policies = new Map<string, string>();
  readonly ownedBuckets = new Map<string, BucketOwnership>();
  readonly denied = new Set<string>();
  readonly writes: Write[] = [];
  reads = 0;
  /** How many reads after a write still see the old policy. */
  lag = 0;
  rejection: WriteRejected | undefined;
  /** What S3 makes of a policy on its way in. */
  normalise: (policy: string) => string = (policy) => policy;
  /** Somebody else, right before the n-th read. */
  interfere: (read: number) => void = () => {};
  #stale: { bucket: string; policy: string | undefined; left: number } | undefined;

  async policy(bucket: string): Promise<Fact<string>> {
    this.interfere(++this.reads);
    if (this.denied.has(bucket)) return unreadable(accessDenied('s3:GetBucketPolicy'));
    const stale = this.#stale;
    const old = stale?.bucket === bucket && stale.left-- > 0;
    const policy = old ? stale.policy : this.policies.get(bucket);
    return policy === undefined ? absent : known(policy);
  }

  async putPolicy(bucket: string, policy: string): Promise<void> {
    if (this.rejection) throw this.rejection;
    this.#write(bucket, policy);
  }

  async deletePolicy(bucket: string): Promise<void> {
    this.#write(bucket, null);
  }

  async owned(): Promise<Fact<ReadonlyMap<string, BucketOwnership>>> {
    return this.denied.has('*')
      ? unreadable(accessDenied('s3:ListAllMyBuckets'))
      : known(this.ownedBuckets);
  }

  #write(bucket: string, policy: string | null): void {
    this.writes.push({ bucket, policy });
    this.#stale = { bucket, policy: this.policies.get(bucket), left: this.lag };
    if (policy === null) this.policies.delete(bucket);
    else this.policies.set(bucket, this.normalise(policy));
  }
}
