import type {
  AuditedInstance,
  AuditedPlace,
  AuditedResource,
  AuditedStorage,
} from '#shared/usecases/audit/report.ts';
import { nameOf, type Shown } from './model.ts';
import { storedInWords } from './words.ts';

/** A box of the picture: something of AWS, and what the rules found out about it. */
export interface Box {
  readonly type: string;
  readonly name: string;
  readonly findings: readonly Shown[];
}

/** A way of data: what is stored, where, and what comes after it. */
export interface Lane {
  readonly stored: readonly string[];
  readonly where: Box;
  /** A key that it is encrypted with, or delivery streams that take it further. */
  readonly next: readonly { readonly box: Box; readonly end?: Box }[];
}

export interface InstanceMap {
  readonly instance: Box;
  readonly lanes: readonly Lane[];
  /** What the rules looked at beside the ways: keys of streams, administrators. */
  readonly others: readonly Box[];
}

/** What one instance stores where, for a picture and a table alike. */
export function mapOf(instance: AuditedInstance, place: AuditedPlace, findings: Findings) {
  const used = new Set<AuditedResource>();
  const box = (type: string, name: string): Box => {
    const known = place.resources.find(
      (each) => each.type === type && [each.id, each.name, each.arn].includes(name),
    );
    if (known) used.add(known);
    return boxOf(known ?? { type, id: name, name: shortName(name) }, findings);
  };
  const itself = box('AWS::Connect::Instance', instance.arn);
  const lanes = grouped(instance.storage).map((group): Lane => {
    const [{ bucket, stream, key, storageType, prefix }] = group;
    return {
      stored: group.map(({ resourceType }) => storedInWords(resourceType)),
      where: stream
        ? box(streamType(stream), stream)
        : bucket
          ? box('AWS::S3::Bucket', bucket)
          : { type: storedInWords(storageType), name: prefix ?? '', findings: [] },
      next: stream
        ? deliveriesOf(instance, stream).map(({ deliveryStream, bucket }) => ({
            ...(deliveryStream === stream
              ? { box: box('AWS::S3::Bucket', bucket) }
              : {
                  box: box('AWS::KinesisFirehose::DeliveryStream', deliveryStream),
                  end: box('AWS::S3::Bucket', bucket),
                }),
          }))
        : key
          ? [{ box: box('AWS::KMS::Key', key) }]
          : [],
    };
  });
  const others = place.resources
    .filter((each) => each.instances.includes(instance.arn) && !used.has(each))
    .map((each) => boxOf(each, findings));
  return { instance: { ...itself, name: nameOf(instance) }, lanes, others };
}

/** The findings of one place, by type and id of the resource. */
export type Findings = ReadonlyMap<string, readonly Shown[]>;

export const resourceKey = (type: string, id: string): string => JSON.stringify([type, id]);

const boxOf = (
  { type, id, name }: Pick<AuditedResource, 'type' | 'id' | 'name'>,
  findings: Findings,
): Box => ({ type, name, findings: findings.get(resourceKey(type, id)) ?? [] });

const streamType = (arn: string): string =>
  arn.split(':')[2] === 'firehose'
    ? 'AWS::KinesisFirehose::DeliveryStream'
    : 'AWS::Kinesis::Stream';

const shortName = (name: string): string => name.split(/[:/]/).at(-1) ?? name;

const deliveriesOf = ({ deliveries }: AuditedInstance, stream: string) =>
  deliveries.filter((each) => each.stream === stream);

/** What goes to the same place with the same key belongs together. */
function grouped(
  storage: readonly AuditedStorage[],
): readonly [AuditedStorage, ...AuditedStorage[]][] {
  const key = ({ bucket, stream, key, storageType, prefix }: AuditedStorage): string =>
    JSON.stringify([bucket, stream, key, bucket || stream ? '' : [storageType, prefix]]);
  return [...Map.groupBy(storage, key).values()].flatMap(([first, ...more]) =>
    first ? [[first, ...more]] : [],
  );
}
