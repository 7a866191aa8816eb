import { Command, Option } from 'commander';
import { withAwsOptions } from '../aws-options.ts';
import { describe, examples } from '../help.ts';

const withForm = (command: Command): Command =>
  command.addOption(
    new Option(
      '--form <form>',
      'tight: held to what belongs to the instance or stream; article: what AWS published, filled in',
    )
      .choices(['tight', 'article'])
      .default('tight'),
  );

/** `connect-guard generate administrator-policy` */
export const administratorPolicy = (): Command =>
  examples(
    withAwsOptions(
      withForm(
        describe(
          new Command('administrator-policy'),
          'print the IAM policy of the administrator of one instance',
          'From the inventory of the account, or from a file with no AWS account.',
        )
          .option('--instance <arn>', 'the instance that it administers')
          .option('--facts <file>', 'what belongs to the instance; - reads standard input'),
      ),
    ).action(async (options) => {
      const { runGenerateAdministratorPolicy } = await import(
        '../account/generate-administrator-policy.ts'
      );
      process.exitCode = await runGenerateAdministratorPolicy(options);
    }),
    [
      [
        'held to the instance, from the inventory',
        'connect-guard generate administrator-policy --instance ARN',
      ],
      [
        'the published one, offline',
        'connect-guard generate administrator-policy --facts instance.json --form article',
      ],
    ],
  );

const ofDelivery = (command: Command): Command =>
  withAwsOptions(
    withForm(
      command
        .option('--delivery-stream <name>', 'the delivery stream that brings records into a bucket')
        .option('--bucket <name>', 'which bucket, when it delivers to several')
        .option('--facts <file>', 'role, stream, bucket and keys; - reads standard input'),
    ),
  );

/** `connect-guard generate key-policy` */
export const keyPolicy = (): Command =>
  examples(
    ofDelivery(
      describe(
        new Command('key-policy'),
        "print the statement by which a bucket's key lets a delivery stream write",
        "Add it to the policy of the bucket's key.",
      ),
    ).action(async (options) => {
      const { runGenerateKeyPolicy } = await import('../account/generate-delivery-policies.ts');
      process.exitCode = await runGenerateKeyPolicy(options);
    }),
    [
      ['from the account', 'connect-guard generate key-policy --delivery-stream contact-records'],
      ['offline', 'connect-guard generate key-policy --facts delivery.json --form article'],
    ],
  );

/** `connect-guard generate delivery-role-policy` */
export const deliveryRolePolicy = (): Command =>
  examples(
    ofDelivery(
      describe(
        new Command('delivery-role-policy'),
        "print the policy of a delivery stream's role: read, decrypt, deliver",
        'The published form is the statement that decrypts, alone.',
      ),
    ).action(async (options) => {
      const { runGenerateDeliveryRolePolicy } = await import(
        '../account/generate-delivery-policies.ts'
      );
      process.exitCode = await runGenerateDeliveryRolePolicy(options);
    }),
    [
      [
        'from the account',
        'connect-guard generate delivery-role-policy --delivery-stream contact-records',
      ],
      ['offline', 'connect-guard generate delivery-role-policy --facts delivery.json'],
    ],
  );
