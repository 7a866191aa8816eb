import {
  at,
  instantAt,
  type JsonObject,
  objectAt,
  oneOf,
  refuse,
  textAt,
} from '#shared/connect/json-shape.ts';
import { JsonSyntaxError } from '#shared/policy/errors.ts';
import { parseJson } from '#shared/policy/json.ts';

interface Common {
  readonly resultToken: string;
  /** AWS checks the function and wants nothing recorded. */
  readonly testMode: boolean;
  readonly configRuleName: string;
  /** The rule's id in our registry, when the rule's parameters give it. */
  readonly rule?: string;
}

/** A resource was changed, found, deleted, or left the rule's scope. */
export interface ResourceEvent extends Common {
  readonly kind: 'resource';
  readonly resourceType: string;
  readonly resourceId: string;
  /** False when it is deleted, not recorded any more, or out of scope: then nothing is read. */
  readonly present: boolean;
  readonly capturedAt: Date;
}

/** The time has come to look at everything. */
export interface ScheduledEvent extends Common {
  readonly kind: 'scheduled';
  readonly notifiedAt: Date;
}

export type ConfigEvent = ResourceEvent | ScheduledEvent;

/** The one test token that AWS documents. */
const testToken = 'TESTMODE';

/** Of any other status, also one that AWS may add, is looked at what is there now. */
const goneStatuses: readonly string[] = [
  'ResourceDeleted',
  'ResourceDeletedNotRecorded',
  'ResourceNotRecorded',
];

const itemKeys = {
  ConfigurationItemChangeNotification: 'configurationItem',
  OversizedConfigurationItemChangeNotification: 'configurationItemSummary',
} as const;

function jsonAt(value: unknown, path: string): unknown {
  const text = textAt(value, path, 'JSON text');
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return refuse(path, `JSON (${error.message})`, text);
    throw error;
  }
}

function commonOf(event: JsonObject): Common {
  const resultToken = textAt(event.resultToken, 'resultToken');
  const given = event.ruleParameters;
  const parameters =
    given === undefined || given === ''
      ? {}
      : objectAt(jsonAt(given, 'ruleParameters'), 'ruleParameters');
  return {
    resultToken,
    testMode: resultToken === testToken,
    configRuleName: textAt(event.configRuleName, 'configRuleName'),
    ...(parameters.rule !== undefined && { rule: textAt(parameters.rule, 'ruleParameters.rule') }),
  };
}

/**
 * Reads what AWS Config sends to the function of a custom rule. It says which resource and when;
 * what the resource is like is looked up live, so an oversized item needs nothing special.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 * @throws InvalidDocument naming the path of the first fault.
 */
export function parseConfigEvent(event: unknown): ConfigEvent {
  const fields = objectAt(event, '$');
  const invoking = objectAt(jsonAt(fields.invokingEvent, 'invokingEvent'), 'invokingEvent');
  const common = commonOf(fields);
  const messageType = oneOf(invoking.messageType, 'invokingEvent.messageType', [
    'ConfigurationItemChangeNotification',
    'OversizedConfigurationItemChangeNotification',
    'ScheduledNotification',
  ]);
  if (messageType === 'ScheduledNotification') {
    const path = 'invokingEvent.notificationCreationTime';
    const notifiedAt = new Date(instantAt(invoking.notificationCreationTime, path));
    return { ...common, kind: 'scheduled', notifiedAt };
  }
  const path = at('invokingEvent', itemKeys[messageType]);
  const item = objectAt(invoking[itemKeys[messageType]], path);
  const status = textAt(item.configurationItemStatus, at(path, 'configurationItemStatus'));
  const captured = at(path, 'configurationItemCaptureTime');
  return {
    ...common,
    kind: 'resource',
    resourceType: textAt(item.resourceType, at(path, 'resourceType')),
    resourceId: textAt(item.resourceId, at(path, 'resourceId')),
    present: !goneStatuses.includes(status) && fields.eventLeftScope !== true,
    capturedAt: new Date(instantAt(item.configurationItemCaptureTime, captured)),
  };
}
