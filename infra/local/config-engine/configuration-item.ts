import type { KnownResource } from '../services/config/state.ts';
import type { Scope } from '../world.ts';

export type ItemStatus =
  | 'OK'
  | 'ResourceDiscovered'
  | 'ResourceNotRecorded'
  | 'ResourceDeleted'
  | 'ResourceDeletedNotRecorded';

/**
 * A configuration item as it stands in the invoking event of a rule.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html
 */
export interface ConfigurationItem {
  readonly configurationItemVersion: string;
  readonly configurationItemCaptureTime: string;
  readonly configurationItemStatus: ItemStatus;
  readonly configurationStateId: number;
  readonly configurationStateMd5Hash: string;
  readonly awsAccountId: string;
  readonly awsRegion: string;
  readonly availabilityZone: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly resourceName: string;
  readonly ARN: string;
  readonly resourceCreationTime: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly relatedEvents: readonly string[];
  readonly relationships: readonly unknown[];
  readonly configuration: unknown;
  readonly supplementaryConfiguration: Readonly<Record<string, unknown>>;
}

/** What the recorder could find out about one resource. */
export interface RecordedConfiguration {
  readonly created: Date | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly configuration: unknown;
  readonly supplementary: Readonly<Record<string, unknown>>;
  /** The calls that were refused; what they would have told is missing from the item. */
  readonly refused: readonly string[];
}

/** The item of a resource at `now`; one that is gone has no configuration left. */
export const configurationItem = (
  scope: Scope,
  resource: KnownResource,
  status: ItemStatus,
  now: Date,
  recorded?: RecordedConfiguration,
): ConfigurationItem => ({
  configurationItemVersion: '1.3',
  configurationItemCaptureTime: now.toISOString(),
  configurationItemStatus: status,
  configurationStateId: now.getTime(),
  configurationStateMd5Hash: '',
  awsAccountId: scope.account,
  awsRegion: scope.region,
  availabilityZone: 'Regional',
  resourceType: resource.resourceType,
  resourceId: resource.resourceId,
  resourceName: resource.name,
  ARN: resource.arn,
  resourceCreationTime: recorded?.created?.toISOString() ?? null,
  tags: recorded?.tags ?? {},
  relatedEvents: [],
  relationships: [],
  configuration: recorded?.configuration ?? null,
  supplementaryConfiguration: recorded?.supplementary ?? {},
});

/** What is found of a resource that was deleted while the recorder was on its way. */
export const gone: RecordedConfiguration = {
  created: undefined,
  tags: {},
  configuration: null,
  supplementary: {},
  refused: [],
};
