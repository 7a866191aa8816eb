/**
 * The value of `kms:ViaService` when a service of a region uses a key for its caller.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export const viaService = (service: string, partition: string, region: string): string =>
  `${service}.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
