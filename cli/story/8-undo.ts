import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { backupPrefix } from '#shared/remediation/backup.ts';
import { expectThat } from './expectation.ts';
import { chapter, space, tell, verbatim } from './page.ts';
import { bucket, type Stage } from './stage.ts';

/** The way back: what the policies were lies in the state bucket. */
export async function undoChapter({ auditor, deployment }: Stage): Promise<void> {
  chapter('The way back');
  const { Contents = [] } = await auditor.s3.send(
    new ListObjectsV2Command({ Bucket: deployment.stateBucket, Prefix: backupPrefix(bucket) }),
  );
  const backups = Contents.flatMap(({ Key }) => Key ?? []).sort();
  const latest = backups.at(-1);
  expectThat(latest !== undefined, `there is no backup of ${bucket}`);
  tell(
    `${backups.length} backups of ${bucket}, byte for byte. Back to the one before the last change:`,
  );
  space();
  verbatim([`npm run --silent guard -- restore ${bucket} ${latest} --yes`]);
}
