import {
  type App,
  Aws,
  CfnOutput,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  Stack,
} from 'aws-cdk-lib';
import type { Arn } from '#shared/connect/arn.ts';
import { deploymentIn } from '#shared/connect/deployment.ts';
import { alarms } from './alarms.ts';
import { automationDocuments } from './automation-documents.ts';
import { configRules } from './config-rule.ts';
import { conformancePack } from './conformance-pack.ts';
import { dashboard } from './dashboard.ts';
import { deadLetterQueue } from './dead-letter.ts';
import { evaluators } from './evaluators.ts';
import { followChanges } from './inventory.ts';
import { notifyPeople } from './notify-people.ts';
import { declareConditions, declareParameters, recorderRoleArn } from './parameters.ts';
import type { Parts } from './parts.ts';
import { savedQueries } from './queries.ts';
import { remediator } from './remediator.ts';
import { securityHub } from './security-hub.ts';
import { stateBucket } from './state-bucket.ts';
import { topic } from './topic.ts';

/** How the stack of an organization's accounts differs from that of one account. */
interface Variant {
  readonly id?: string;
  readonly synthesizer?: IStackSynthesizer;
  /** The ARN of AWS Config's recorder role, when it is not the service-linked one. */
  readonly recorderRole?: Arn;
}

/**
 * The stack `ConnectStorageGuard`: all that runs in one account and region. It looks nothing up,
 * so it synthesizes without credentials and deploys to any partition.
 * @param bundles a folder with one bundled function in each subfolder
 */
export function createStack(app: App, bundles: string, variant: Variant = {}): Stack {
  const stack = new Stack(app, variant.id ?? 'ConnectStorageGuard', {
    description:
      'Connect Storage Guard: keeps the buckets of Amazon Connect closed to everyone but Connect and the named administrators',
    // Its optional members are typed without `undefined`, which exactOptionalPropertyTypes minds.
    synthesizer:
      variant.synthesizer ??
      (new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer),
  });
  const parameters = declareParameters(stack);
  const place = { partition: Aws.PARTITION, account: Aws.ACCOUNT_ID, region: Aws.REGION };
  const deployment = deploymentIn(place, variant.recorderRole);
  const recorderRole = recorderRoleArn(stack, parameters, deployment.recorderRole);
  const conditions = declareConditions(stack, parameters);
  const parts: Parts = { stack, bundles, parameters, conditions, deployment, recorderRole };

  const bucket = stateBucket(parts);
  const people = topic(parts);
  const failedEvents = deadLetterQueue(parts);
  const inventory = followChanges(parts, failedEvents);
  const noticing = notifyPeople(parts, failedEvents);
  alarms(parts, failedEvents);
  dashboard(parts, failedEvents);
  savedQueries(parts);
  const documents = automationDocuments(parts, remediator(parts));
  const judges = evaluators(parts, failedEvents, inventory);
  securityHub(parts, [...judges.map(({ role }) => role), noticing]);
  configRules(parts, judges, documents.remediate);
  conformancePack(parts, judges);

  for (const [name, value] of Object.entries({
    StateBucketName: bucket.ref,
    RemediatorRoleArn: deployment.remediatorRole,
    RemediateDocumentName: documents.remediate.document.ref,
    RestoreDocumentName: documents.restore.document.ref,
    RemediateWithApprovalDocumentName: documents.approve.document.ref,
    FailedEventsQueueUrl: failedEvents.ref,
    TopicArn: people.ref,
  })) {
    new CfnOutput(stack, name, { value });
  }
  return stack;
}
