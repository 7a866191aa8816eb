import { type Arn, isArn, parseArn } from '#shared/connect/arn.ts';
import { type ChangeEvent, changeEvents } from '#shared/connect/change-events.ts';
import type { Place } from '#shared/connect/deployment.ts';
import {
  at,
  InvalidDocument,
  instantAt,
  type JsonObject,
  objectAt,
  optionalAt,
  refuse,
  refuseOthers,
  textAt,
} from '#shared/connect/json-shape.ts';
import { callerIn, sessionIn } from './caller-in.ts';

/** What was changed, by the names that the event gives. */
export type Changed =
  | { readonly subject: 'storage'; readonly instance: Arn; readonly resourceType: string }
  | { readonly subject: 'attribute'; readonly instance: Arn; readonly attributeType: string }
  | { readonly subject: 'instances' }
  | { readonly subject: 'bucket'; readonly bucket: string }
  /** Every name under which the event knows the key: id, ARN, alias. */
  | { readonly subject: 'key'; readonly names: readonly string[] }
  | { readonly subject: 'stream'; readonly stream: Arn }
  /** `source`: the Kinesis stream that a new delivery stream reads. */
  | { readonly subject: 'delivery-stream'; readonly stream: Arn; readonly source?: Arn };

/** Something happened that the inventory or a verdict may depend on. */
export interface Change extends Omit<ChangeEvent, 'subject'> {
  /** For example `s3:PutBucketPolicy`. */
  readonly name: string;
  /** When, by CloudTrail. */
  readonly at: Date;
  /** The role or user that made the call; the account, when the event names nobody in it. */
  readonly by: Arn;
  /** In which session of the role; a function bears its name. */
  readonly session: string | undefined;
  /** Undefined: the call failed, and nothing changed. */
  readonly changed: Changed | undefined;
}

/** What EventBridge calls the management events that CloudTrail records. */
const detailType = 'AWS API Call via CloudTrail';

/**
 * Reads a management event that EventBridge passes on. Only the names in it are believed: what a
 * resource is like now is looked up.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @throws InvalidDocument naming the path of the first fault.
 */
export function parseChange(event: JsonObject, place: Place): Change {
  if (event['detail-type'] !== detailType)
    refuse('detail-type', `"${detailType}"`, event['detail-type']);
  refuseOthers(event, place, ['account', 'region']);
  const detail = objectAt(event.detail, 'detail');
  const source = textAt(detail.eventSource, 'detail.eventSource');
  const name = textAt(detail.eventName, 'detail.eventName');
  const events = Object.hasOwn(changeEvents, source) ? changeEvents[source] : undefined;
  if (!events) throw new InvalidDocument('detail.eventSource', `${source} is followed by nobody`);
  const change = Object.hasOwn(events, name) ? events[name] : undefined;
  if (!change) throw new InvalidDocument('detail.eventName', `${name} is followed by nobody`);
  const { subject, inventory, kinds } = change;
  const when = new Date(instantAt(detail.eventTime, 'detail.eventTime'));
  return {
    name: `${source.replace(/\.amazonaws\.com$/, '')}:${name}`,
    at: when,
    by: callerIn(detail, place),
    session: sessionIn(detail),
    inventory,
    kinds,
    changed: detail.errorCode === undefined ? changedBy(subject, detail, place) : undefined,
  };
}

const parametersPath = 'detail.requestParameters';

function changedBy(subject: ChangeEvent['subject'], detail: JsonObject, place: Place): Changed {
  if (subject === 'instances') return { subject };
  const parameters = objectAt(detail.requestParameters, parametersPath);
  const text = (name: string) => textAt(named(parameters, name), at(parametersPath, name));
  switch (subject) {
    case 'storage':
      return {
        subject,
        instance: instanceOf(text('instanceId'), place),
        resourceType: text('resourceType'),
      };
    case 'attribute':
      return {
        subject,
        instance: instanceOf(text('instanceId'), place),
        attributeType: text('attributeType'),
      };
    case 'bucket':
      return { subject, bucket: text('bucketName') };
    case 'key':
      return { subject, names: keyNames(parameters, detail) };
    case 'stream':
      return { subject, stream: streamOf(parameters, place) };
    case 'delivery-stream':
      return deliveryStreamOf(text('deliveryStreamName'), parameters, place);
  }
}

/** CloudTrail writes the first letter small; Connect's events were seen with a capital one, too. */
const named = (parameters: JsonObject, name: string): unknown =>
  parameters[name] ?? parameters[`${name.charAt(0).toUpperCase()}${name.slice(1)}`];

function instanceOf(text: string, { partition, account, region }: Place): Arn {
  const path = at(parametersPath, 'instanceId');
  const id = isArn(text) ? parseArn(text).resource.replace(/^instance\//, '') : text;
  if (!/^[\w-]{1,100}$/.test(id)) refuse(path, 'the id or ARN of an instance', text);
  return `arn:${partition}:connect:${region}:${account}:instance/${id}`;
}

function streamOf(parameters: JsonObject, { partition, account, region }: Place): Arn {
  const arn = named(parameters, 'streamARN') ?? parameters.streamArn;
  if (typeof arn === 'string' && isArn(arn)) return arn;
  const path = at(parametersPath, 'streamName');
  const name = textAt(
    named(parameters, 'streamName'),
    path,
    'the name of a stream',
    /^[\w.-]{1,128}$/,
  );
  return `arn:${partition}:kinesis:${region}:${account}:stream/${name}`;
}

function deliveryStreamOf(
  name: string,
  parameters: JsonObject,
  { partition, account, region }: Place,
): Changed {
  if (!/^[\w.-]{1,64}$/.test(name)) {
    refuse(at(parametersPath, 'deliveryStreamName'), 'the name of a delivery stream', name);
  }
  const configuration = named(parameters, 'kinesisStreamSourceConfiguration');
  const path = at(parametersPath, 'kinesisStreamSourceConfiguration');
  const source =
    configuration === undefined || configuration === null
      ? undefined
      : named(objectAt(configuration, path), 'kinesisStreamARN');
  return {
    subject: 'delivery-stream',
    stream: `arn:${partition}:firehose:${region}:${account}:deliverystream/${name}`,
    ...(typeof source === 'string' && isArn(source) && { source }),
  };
}

/** An alias' events name the alias and its target; grants may be retired by a token alone. */
function keyNames(parameters: JsonObject, detail: JsonObject): readonly string[] {
  const given = ['keyId', 'targetKeyId', 'aliasName'].flatMap((name) => {
    const value = optionalAt(parameters, parametersPath, name, textAt)[name];
    return value === undefined ? [] : [value];
  });
  const listed = Array.isArray(detail.resources) ? detail.resources : [];
  const found = listed.flatMap((each: unknown, index) => {
    const arn = objectAt(each, at('detail.resources', index)).ARN;
    return typeof arn === 'string' && isArn(arn) ? [arn] : [];
  });
  const names = [...new Set([...given, ...found])];
  if (names.length === 0) refuse(at(parametersPath, 'keyId'), 'the name of a key', undefined);
  return names;
}
