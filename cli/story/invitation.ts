import type { Credentials } from '#infra/local/credentials.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import type { Scenario } from '#infra/local/scenarios/scenario.ts';
import { rule } from './dashboard.ts';
import { chapter, quiet, space, tell, verbatim } from './page.ts';
import { bucket, recording } from './stage.ts';

const guard = 'npm run --silent guard --';

/** How to go on by hand while the endpoint is up. */
export function invite(aws: LocalAws, { auditor, engineer }: Scenario): void {
  chapter('Your turn');
  tell('The endpoint stays up until Ctrl-C. In another shell, as a read-only auditor:');
  space();
  verbatim(exports(aws, aws.credentialsFor(auditor)));
  verbatim([
    `aws configservice get-compliance-details-by-config-rule --config-rule-name ${rule}`,
    `aws s3api get-bucket-policy --bucket ${bucket} --query Policy --output text`,
    `aws s3 cp s3://${bucket}/${recording} .`,
    `${guard} audit --format table --format html=audit.html`,
    `${guard} who ${bucket} s3:GetObject`,
    `${guard} explain bucket-policy-least-privilege`,
  ]);
  space();
  tell('As the engineer who runs the guard:');
  space();
  verbatim(exports(aws, aws.credentialsFor(engineer)));
  verbatim([`${guard} settings show`, `${guard} restore ${bucket}`]);
  space();
  tell('As the administrator of the contact center, who gets into the buckets:');
  space();
  verbatim(exports(aws, aws.credentialsFor(people.administrator)));
  verbatim([`${guard} plan --all`, `${guard} plan ${bucket} --diff`]);
  space();
  tell(
    quiet(
      'The second command of the auditor is answered, the third is refused: that is the point.',
    ),
  );
}

const exports = (
  { endpoint, home }: LocalAws,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
): readonly string[] =>
  Object.entries({
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: home.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
  }).map(([name, value]) => `export ${name}=${value}`);
