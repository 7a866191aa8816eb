import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { instanceArn } from '#infra/local/scenarios/contact-center/administrators.ts';
import { deliveryBuckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { deliveryNames, streams } from '#infra/local/scenarios/contact-center/streams.ts';
import { publishContactRecord, type RecordOutcome } from '#infra/local/services/connect/records.ts';
import { deliver } from '#infra/local/services/firehose/deliver.ts';
import { deliveryStreams } from '#infra/local/services/firehose/state.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import { dashboard } from './dashboard.ts';
import { expectThat } from './expectation.ts';
import { bad, chapter, facts, good, quiet, space, tell } from './page.ts';
import type { Stage } from './stage.ts';

/** Contact records on their way into a bucket, and others that nobody ever sees again. */
export async function recordsChapter(stage: Stage): Promise<void> {
  chapter('Where contact records go, and where they are lost');
  const arrived = await ended(stage, instances.support.id);
  expectThat(arrived.status === 'written', 'the contact record of acme-support was not written');
  const object = await delivered(stage);
  facts([
    ['acme-support', 'a contact ends: Amazon Connect puts its record'],
    ['into', `${nameOf(streams.records)}, with the key of the recordings ${good('written')}`],
    ['Firehose', `decrypts it and writes ${object.key}`],
    ['into', `${deliveryBuckets.archive}, with ${object.encryptedWith} ${good('delivered')}`],
  ]);
  space();
  const lost = await ended(stage, instances.sales.id);
  const code = lost.status === 'dropped' ? lost.fault.code : '';
  expectThat(code !== '', 'the contact record of acme-sales was not dropped');
  facts([
    ['acme-sales', 'a contact ends: Amazon Connect puts its record'],
    ['into', `${nameOf(streams.salesRecords)} ${bad(`dropped (${code})`)}`],
  ]);
  space();
  tell('Amazon Connect tells nobody, and no call failed that a person made. The rule does:');
  space();
  const rule = 'stream-key-usable-by-connect';
  const judged = await dashboard(stage.auditor.config, configRuleName(rule));
  const told = judged.find(({ bucket }) => bucket === nameOf(streams.salesRecords));
  facts([[rule, `${told?.verdict}: ${told?.reason}`]]);
  expectThat(told?.verdict === 'NON_COMPLIANT', 'nobody says that contact records are lost');
  tell(quiet("Its key is neither the recordings' nor the reports', and Connect has no grant."));
}

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const ended = ({ aws }: Stage, id: string): Promise<RecordOutcome> =>
  publishContactRecord(aws.world, instanceArn(id), {
    ContactId: 'f05c1e7a-3d94-4b62-8e10-9a7d2c64b83f',
    Channel: 'VOICE',
    DisconnectReason: 'CUSTOMER_DISCONNECT',
  });

/** Firehose's buffer is emptied now. @returns the object, as S3 answers the administrator */
async function delivered({ aws, administrator }: Stage) {
  const stream = deliveryStreams(aws.world, aws.home).get(deliveryNames.archive);
  const isDelivered = stream !== undefined && (await deliver(aws.world, stream));
  const key = stream?.delivery.objects.at(-1) ?? '';
  expectThat(isDelivered && key !== '', 'Firehose did not deliver the contact record');
  const { SSEKMSKeyId: encryptedWith = '' } = await administrator.s3.send(
    new HeadObjectCommand({ Bucket: deliveryBuckets.archive, Key: key }),
  );
  return {
    key: `${key.slice(0, 'contact-records/2026/01/31/'.length)}…`,
    encryptedWith: nameOf(encryptedWith),
  };
}
