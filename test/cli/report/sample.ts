import type { AuditedPlace, AuditReport } from '#shared/usecases/audit/report.ts';
import { findings } from './sample-findings.ts';
import { account } from './sample-policies.ts';
import {
  archive,
  clinic,
  key,
  pilot,
  records,
  region,
  resources,
  sales,
  support,
} from './sample-resources.ts';

const stored = (resourceType: string, more: object) => ({
  resourceType,
  storageType: 'S3',
  ...more,
});

const place: AuditedPlace = {
  partition: 'aws',
  account,
  region,
  inventory: { from: 'state-bucket', takenAt: '2026-11-22T02:15:00.000Z' },
  settings: 'in-force',
  instances: [
    {
      arn: support,
      id: '3f0c6a52-8d41-4b7e-9a13-c5e27d90b1f4',
      alias: 'acme-support',
      storage: [
        ...['CALL_RECORDINGS', 'CHAT_TRANSCRIPTS', 'ATTACHMENTS'].map((type) =>
          stored(type, { bucket: 'acme-connect-support', prefix: 'connect/acme-support', key }),
        ),
        stored('SCHEDULED_REPORTS', { bucket: 'acme-connect-archive' }),
        { resourceType: 'CONTACT_TRACE_RECORDS', storageType: 'KINESIS_STREAM', stream: records },
        {
          resourceType: 'MEDIA_STREAMS',
          storageType: 'KINESIS_VIDEO_STREAM',
          prefix: 'acme-live',
          key,
        },
      ],
      deliveries: [{ stream: records, deliveryStream: archive, bucket: 'acme-records-archive' }],
    },
    {
      arn: sales,
      id: 'b81e47d9-2c65-4f03-8e9a-70d4a1c6f352',
      alias: 'acme-sales',
      storage: [
        stored('CALL_RECORDINGS', { bucket: 'acme-connect-sales' }),
        stored('CHAT_TRANSCRIPTS', { bucket: 'acme-connect-sales' }),
        stored('SCHEDULED_REPORTS', { bucket: 'acme-connect-reports' }),
        stored('EMAIL_MESSAGES', { bucket: 'acme-connect-archive' }),
      ],
      deliveries: [],
    },
    {
      arn: clinic,
      id: 'e64b20f8-51da-4c97-b3e0-18f7c9a2d645',
      alias: 'acme-clinic',
      storage: [stored('CALL_RECORDINGS', { bucket: 'acme-connect-clinic' })],
      deliveries: [],
    },
    {
      arn: pilot,
      id: '72f5c0e8-b19d-4a63-8d27-4c60f9e1a5b3',
      storage: [stored('CALL_RECORDINGS', { bucket: 'acme-connect-pilot' })],
      deliveries: [],
    },
  ],
  resources,
  findings,
  denied: [
    {
      action: 's3:GetBucketVersioning',
      code: 'AccessDenied',
      message: 'add this role to `auditors` in the settings',
    },
  ],
  remediations: [
    {
      at: '2026-11-21T23:04:00.000Z',
      bucket: 'acme-connect-support',
      status: 'REMEDIATED',
      reason: 'An anonymous caller was not denied s3:GetObject.',
      backup: 'backups/acme-connect-support/2026-11-21T23-04-00.000Z-0123456789ab.json',
    },
  ],
};

/** A contact center with every verdict, and witnesses that the prover found. */
export const sample: AuditReport = {
  version: 1,
  guardVersion: '0.1.0',
  takenAt: '2026-11-22T03:12:00.000Z',
  places: [place],
};
