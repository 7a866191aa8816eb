import type { Stack } from 'aws-cdk-lib';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { Conditions, Parameters } from './parameters.ts';

/** What each file of this folder adds its resources to and takes its names from. */
export interface Parts {
  readonly stack: Stack;
  readonly parameters: Parameters;
  readonly conditions: Conditions;
  /** With CloudFormation's pseudo parameters for the partition, account and region. */
  readonly deployment: Deployment;
  /** The recorder role that the deployment names, or AWS Config's service-linked one. */
  readonly recorderRole: string;
  /** A folder with one bundled function in each subfolder. */
  readonly bundles: string;
}
