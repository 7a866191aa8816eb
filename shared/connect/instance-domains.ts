import { parseArn } from './arn.ts';
import type { ConnectInstance } from './inventory.ts';

/**
 * The web origins under which the pages of an instance are served: undefined when its alias, which
 * they are made of, is not known.
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/ccp-networking.html
 * @see https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-con.html
 */
export function originsOf({ arn, alias }: ConnectInstance): readonly string[] | undefined {
  if (!alias) return undefined;
  const domains =
    parseArn(arn).partition === 'aws-us-gov'
      ? ['govcloud.connect.aws']
      : ['my.connect.aws', 'awsapps.com'];
  return domains.map((domain) => `https://${alias.toLowerCase()}.${domain}`);
}
