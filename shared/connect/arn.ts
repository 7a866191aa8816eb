/** An Amazon Resource Name. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export type Arn = `arn:${string}`;

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export const isArn = (text: string): text is Arn => /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/s.test(text);

/** @throws RangeError when `arn` has fewer than six colon-separated parts. */
export function parseArn(arn: string): ArnParts {
  const [prefix, partition, service, region, account, ...rest] = arn.split(':');
  const resource = rest.join(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || !resource) {
    throw new RangeError(`not an ARN: ${arn}`);
  }
  return { partition, service, region, account: account ?? '', resource };
}
