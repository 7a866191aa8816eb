import type { Command } from 'commander';

/** As the AWS CLI spells them; without them the environment and the shared configuration speak. */
export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** Adds them to a command. */
export const withAwsOptions = (command: Command): Command =>
  command
    .optionsGroup(
      'AWS (as in the AWS CLI; AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL are respected):',
    )
    .option('--region <region>', 'the region that the guard runs in')
    .option('--profile <name>', 'a profile of the shared AWS configuration')
    .option('--endpoint-url <url>', 'send the calls here, for example to the embedded AWS');
