/** Whether a role's trust policy, as IAM gives it (URL-encoded), names the service. */
export const trusts = (trustPolicy: string | undefined, service: string): boolean =>
  trustPolicy !== undefined &&
  texts(JSON.parse(decodeURIComponent(trustPolicy))).some((text) => text === service);

/** Whether a policy names the bucket or something in it, in so many words. */
export const namesBucket = (policy: string, bucket: string): boolean =>
  texts(JSON.parse(policy)).some((text) => {
    const [, name] = /^arn:[^:]+:s3:::([^/]+)/.exec(text) ?? [];
    return name === bucket;
  });

/** All texts within a JSON value, without the keys of objects. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(texts);
  return [];
}
