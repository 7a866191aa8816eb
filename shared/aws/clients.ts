import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { patient } from './patient.ts';

// Clients of more than one port; the others stand beside theirs.

export const configClient = (): ConfigServiceClient => new ConfigServiceClient(patient);
export const iamClient = (): IAMClient => new IAMClient(patient);
export const s3Client = (): S3Client => new S3Client({ ...patient, followRegionRedirects: true });
