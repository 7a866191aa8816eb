import type { CorsRule } from '#shared/connect/bucket-configuration.ts';
import { associationsOf } from '#shared/connect/bucket-use.ts';
import { type Fact, known } from '#shared/connect/fact.ts';
import { originsOf } from '#shared/connect/instance-domains.ts';
import type { ConnectInstance } from '#shared/connect/inventory.ts';
import { matchesWildcard } from '#shared/policy/match.ts';
import {
  cannotTell,
  compliant,
  judgeAll,
  listed,
  nonCompliant,
  notApplicable,
  told,
} from '../judgements.ts';
import type { Judgement, Rule } from '../rule.ts';
import type { BucketFacts } from './facts.ts';
import { judgeConfiguration } from './judge-configuration.ts';
import { unusedBucket } from './sample.ts';
import { attachmentsBucket, deniedRead } from './sample-configuration.ts';

/** What the pages of an instance do with attachments. */
const needed = ['GET', 'PUT'];

const own: CorsRule = {
  allowedOrigins: ['https://sample.my.connect.aws'],
  allowedMethods: ['GET', 'PUT'],
  allowedHeaders: ['*'],
};

/** A bucket of attachments answers the pages of its own instances, and nobody else's. */
export const rule: Rule<BucketFacts> = {
  id: 'bucket-cors-limited-to-instance',
  kind: 'bucket',
  title: 'A bucket of attachments answers only the pages of its own instance',
  severity: 'medium',
  resourceTypes: ['AWS::S3::Bucket'],
  needs: ['inventory', 'bucket-cors'],
  sources: [
    'https://docs.aws.amazon.com/connect/latest/adminguide/enable-attachments.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html',
  ],
  remediation:
    'Put one CORS rule: methods GET and PUT, and as origins only https://ALIAS.my.connect.aws (an older instance: https://ALIAS.awsapps.com) of each instance that keeps attachments here, without wildcards: aws s3api put-bucket-cors. Then attach a file to a chat as an agent.',
  remediable: false,
  evaluate: (facts) =>
    judgeConfiguration(facts, ({ cors }) => {
      const { bucket, use } = facts;
      const incomplete = `the inventory is incomplete: ${use.unreadable.map(told).join('; ')}`;
      const keepers = use.instances.filter((instance) => keepsAttachments(instance, bucket));
      if (keepers.length > 0)
        return judgeCors(facts, keepers, cors, use.complete ? [] : [incomplete]);
      return use.complete
        ? notApplicable(`No instance keeps attachments in ${bucket}: no page needs its CORS.`)
        : cannotTell(incomplete);
    }),
  examples: {
    compliant: { facts: attachmentsBucket({ cors: known([own]) }), because: 'only the pages of' },
    nonCompliant: {
      facts: attachmentsBucket({ cors: known([{ ...own, allowedOrigins: ['*'] }]) }),
      because: 'origin *',
    },
    notApplicable: { facts: unusedBucket, because: 'No Connect instance' },
    unreadable: {
      facts: attachmentsBucket({ cors: deniedRead('s3:GetBucketCORS') }),
      because: 's3:GetBucketCORS AccessDenied',
    },
  },
};

const keepsAttachments = (instance: ConnectInstance, bucket: string): boolean =>
  associationsOf(instance).some(
    (association) => association.resourceType === 'ATTACHMENTS' && association.bucket === bucket,
  );

function judgeCors(
  { bucket }: BucketFacts,
  keepers: readonly ConnectInstance[],
  cors: Fact<readonly CorsRule[]>,
  doubts: readonly string[],
): Judgement {
  if (cors.state === 'unreadable') return cannotTell(told(cors.why));
  const rules = cors.state === 'known' ? cors.value : [];
  const names = keepers.map(({ alias, id }) => alias ?? id);
  if (rules.length === 0) {
    return nonCompliant(
      `${bucket} has no CORS: agents of ${listed(names)} can neither attach nor open files. Allow GET and PUT for its own domain.`,
    );
  }
  const nameless = keepers.filter((instance) => !originsOf(instance));
  const expected = keepers.flatMap((instance) => originsOf(instance) ?? []);
  const origins = [...new Set(rules.flatMap((each) => each.allowedOrigins))];
  const wide = origins.filter((origin) => origin.includes('*'));
  const foreign = origins.filter((origin) => !wide.includes(origin) && !isOneOf(expected, origin));
  const methods = new Set(rules.flatMap((each) => each.allowedMethods));
  const more = [...methods].filter((method) => !needed.includes(method));
  const cut = keepers.filter((instance) => {
    const own = originsOf(instance);
    return own && !own.some((origin) => admits(rules, origin));
  });
  const unsure = nameless.length > 0 || doubts.length > 0;
  const instead = `Name ${listed(expected) || 'the domains of its instances'} instead.`;
  const finding = (lead: string, found: readonly string[]) =>
    found.length > 0
      ? [`${bucket} answers the ${lead} ${listed(found)}, more than its own. ${instead}`]
      : [];
  return judgeAll(
    [
      ...finding('origin', wide),
      ...(unsure ? [] : finding('origin', foreign)),
      ...(more.length > 0
        ? [`${bucket} answers the method ${listed(more)}: GET and PUT are enough.`]
        : []),
      ...cut.map(
        ({ alias }) =>
          `${bucket} does not answer GET and PUT from ${alias}: its agents can neither attach nor open files. Allow its own domain.`,
      ),
    ],
    [
      ...doubts,
      ...nameless.map(({ id }) => `the alias of ${id}, which its domain is made of, is not known`),
    ],
    () => compliant(`${bucket} answers only the pages of ${listed(names)}, with GET and PUT.`),
  );
}

const isOneOf = (origins: readonly string[], origin: string): boolean =>
  origins.includes(origin.toLowerCase());

/** The first rule that names the origin and the method answers; several may share the work. */
const admits = (rules: readonly CorsRule[], origin: string): boolean =>
  needed.every((method) =>
    rules.some(
      ({ allowedOrigins, allowedMethods }) =>
        allowedMethods.includes(method) &&
        allowedOrigins.some((each) => matchesWildcard(each.toLowerCase(), origin)),
    ),
  );
