import type { ConnectInstance } from '#shared/connect/inventory.ts';
import {
  type ExceptionSetting,
  type Mode,
  modes,
  type PrincipalSetting,
  type Settings,
} from './settings.ts';

/** What the settings say of one bucket, given the instances that use it. */
export interface BucketSettings {
  /** The mildest of its instances' modes. */
  readonly mode: Mode;
  /** Of all of its instances. */
  readonly administrators: readonly PrincipalSetting[];
  /** Instances for which nobody is named: then the administrators are not known. */
  readonly withoutAdministrators: readonly ConnectInstance[];
  /** In force now. */
  readonly exception?: ExceptionSetting;
}

const inForce = (expires: string | undefined, now: Date): boolean =>
  expires === undefined || Date.parse(expires) > now.getTime();

/** Leaves out what has expired. */
export const unexpired = <T extends { readonly expires?: string }>(
  entries: readonly T[] | undefined,
  now: Date,
): readonly T[] => (entries ?? []).filter(({ expires }) => inForce(expires, now));

export function settingsForBucket(
  settings: Settings,
  bucket: string,
  instances: readonly ConnectInstance[],
  now: Date,
): BucketSettings {
  const everywhere = settings.administrators ?? [];
  const administratorsOf = ({ arn }: ConnectInstance) => [
    ...everywhere,
    ...(settings.instances?.[arn]?.administrators ?? []),
  ];
  const strictness = instances.map(({ arn }) =>
    modes.indexOf(settings.instances?.[arn]?.mode ?? settings.mode ?? 'observe'),
  );
  const exception = unexpired(settings.exceptions, now).find((each) => each.bucket === bucket);
  const named = new Map(
    instances.flatMap(administratorsOf).map((principal) => [JSON.stringify(principal), principal]),
  );
  return {
    mode: modes[Math.min(...strictness)] ?? 'observe',
    administrators: [...named.values()],
    withoutAdministrators: instances.filter((each) => administratorsOf(each).length === 0),
    ...(exception && { exception }),
  };
}
