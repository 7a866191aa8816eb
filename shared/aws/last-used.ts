import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { absent, known, unreadable } from '#shared/connect/fact.ts';
import type { ClockPort, LastUsedPort } from '#shared/ports.ts';
import { readFact } from './errors.ts';

const action = 'iam:GetServiceLastAccessedDetails';
const attempts = 30;

/**
 * IAM makes a report for each principal, which takes seconds, and remembers 400 days.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
 */
export const lastUsedPort = (client: IAMClient, clock: Pick<ClockPort, 'sleep'>): LastUsedPort => ({
  async s3(principal) {
    const job = await readFact('iam:GenerateServiceLastAccessedDetails', [], async () => {
      const { JobId } = await client.send(
        new GenerateServiceLastAccessedDetailsCommand({ Arn: principal }),
      );
      return known(JobId);
    });
    if (job.state !== 'known') return job;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const report = await readFact(action, [], async () =>
        known(await client.send(new GetServiceLastAccessedDetailsCommand({ JobId: job.value }))),
      );
      if (report.state !== 'known') return report;
      const { JobStatus, ServicesLastAccessed = [], Error: error } = report.value;
      if (JobStatus === 'COMPLETED') {
        const s3 = ServicesLastAccessed.find(({ ServiceNamespace }) => ServiceNamespace === 's3');
        return s3?.LastAuthenticated ? known(s3.LastAuthenticated.toISOString()) : absent;
      }
      if (JobStatus !== 'IN_PROGRESS') {
        const { Code: code = String(JobStatus), Message: message = '' } = error ?? {};
        return unreadable({ action, code, message });
      }
      await clock.sleep(Math.min(200 * 2 ** attempt, 2000));
    }
    return unreadable({ action, code: 'IN_PROGRESS', message: 'the report is not ready' });
  },
});
