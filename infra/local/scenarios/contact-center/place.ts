/** The account that everything is in. */
export const home = { partition: 'aws', account: '111122223333', region: 'ap-northeast-1' };

export const iamArn = (resource: string): string =>
  `arn:${home.partition}:iam::${home.account}:${resource}`;

export const bucketArns = (...buckets: readonly string[]): readonly string[] =>
  buckets.flatMap((bucket) => [
    `arn:${home.partition}:s3:::${bucket}`,
    `arn:${home.partition}:s3:::${bucket}/*`,
  ]);

export const allow = (action: readonly string[], resource: string | readonly string[] = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
});

export const trusting = (principal: object, action = 'sts:AssumeRole') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: action }],
});
