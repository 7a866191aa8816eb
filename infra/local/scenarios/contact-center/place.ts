/** The account that everything is in. */
export const home = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };

/** `role/NAME` or `user/NAME` of the account. */
export const iamArn = (resource: string): `arn:${string}` =>
  `arn:${home.partition}:iam::${home.account}:${resource}`;

/** Of each bucket its own ARN and that of all its objects. */
export const bucketArns = (...buckets: readonly string[]): readonly string[] =>
  buckets.flatMap((bucket) => [
    `arn:${home.partition}:s3:::${bucket}`,
    `arn:${home.partition}:s3:::${bucket}/*`,
  ]);

/** An identity policy of one Allow. */
export const allow = (action: readonly string[], resource: string | readonly string[] = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
});

/** A trust policy of one principal. */
export const trusting = (principal: object, action = 'sts:AssumeRole') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: action }],
});
