import type { Service } from '../service.ts';

/**
 * The services by the name that SigV4 signs with. Each is loaded with its SDK client when first
 * called: adding a service is adding its file and one line here.
 */
export const services: Readonly<Record<string, () => Promise<{ readonly service: Service }>>> = {
  account: () => import('./account/service.ts'),
  cloudformation: () => import('./cloudformation/service.ts'),
  cloudtrail: () => import('./cloudtrail/service.ts'),
  config: () => import('./config/service.ts'),
  connect: () => import('./connect/service.ts'),
  firehose: () => import('./firehose/service.ts'),
  iam: () => import('./iam/service.ts'),
  kinesis: () => import('./kinesis/service.ts'),
  kms: () => import('./kms/service.ts'),
  lambda: () => import('./lambda/service.ts'),
  monitoring: () => import('./cloudwatch/service.ts'),
  organizations: () => import('./organizations/service.ts'),
  s3: () => import('./s3/service.ts'),
  securityhub: () => import('./securityhub/service.ts'),
  sns: () => import('./sns/service.ts'),
  ssm: () => import('./ssm/service.ts'),
  sts: () => import('./sts/service.ts'),
};

/** @returns undefined when the embedded AWS has no service of that name. */
export async function serviceNamed(signingName: string): Promise<Service | undefined> {
  const load = Object.hasOwn(services, signingName) ? services[signingName] : undefined;
  return load && (await load()).service;
}
