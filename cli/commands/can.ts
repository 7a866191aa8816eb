import { Command } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

/** `connect-guard can` */
export const can = (): Command =>
  examples(
    withAwsOptions(
      describe(
        new Command('can'),
        'whether somebody can do something, and by which statements',
        "Decides by the policies as they are now: the principal's own and its boundary, and the policy of the bucket, key or role. Reads only; nothing is tried.",
      )
        .argument('<principal>', 'the ARN of a role, user, session or root, or a service')
        .argument('<action>', 'such as s3:GetObject')
        .argument('<resource>', 'an ARN, or s3://bucket/key')
        .option('--context <key=value>', 'a condition key of the request (repeatable)', collect, [])
        .option('--planned <file>', 'ask against this policy of the resource')
        .option('--json', 'print the answer as JSON'),
    ).action(async (principal, action, resource, options) => {
      const { runCan } = await import('../account/can.ts');
      process.exitCode = await runCan({ principal, action, resource, ...options });
    }),
    [
      [
        'may this role play a recording?',
        'connect-guard can arn:aws:iam::111122223333:role/Analyst s3:GetObject s3://amazon-connect-0123456789ab/connect/acme/CallRecordings/a.wav',
      ],
      [
        'and decrypt it, through S3?',
        'connect-guard can arn:aws:iam::111122223333:role/Analyst kms:Decrypt arn:aws:kms:eu-central-1:111122223333:key/0f1e2d3c-4b5a-4968-8776-655443322110 --context kms:ViaService=s3.eu-central-1.amazonaws.com',
      ],
      [
        'will access logs go on?',
        'connect-guard can logging.s3.amazonaws.com s3:PutObject s3://amazon-connect-0123456789ab/logs/a --context aws:SourceAccount=111122223333 --planned policy.json',
      ],
    ],
  ).addHelpText('after', '\nExit codes: 0 allowed, 1 denied, 4 cannot tell.');

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
