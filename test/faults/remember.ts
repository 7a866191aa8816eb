import type { Bucket } from '#infra/local/services/s3/state.ts';

/** Answers a function that makes policies and objects again what they are now. */
export function remember(...kept: readonly Bucket[]): () => void {
  const all = kept.map((bucket) => ({
    bucket,
    policy: bucket.policy,
    objects: [...bucket.objects],
  }));
  return () => {
    for (const { bucket, policy, objects } of all) {
      delete bucket.policy;
      delete bucket.stale;
      if (policy !== undefined) bucket.policy = policy;
      bucket.objects.clear();
      for (const [key, versions] of objects) bucket.objects.set(key, versions);
    }
  };
}
