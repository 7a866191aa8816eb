import { parseArn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import {
  at,
  InvalidDocument,
  instantAt,
  isJsonObject,
  listAt,
  objectAt,
  oneOf,
  optionalAt,
  refuse,
  textAt,
} from '#shared/connect/json-shape.ts';
import {
  accountAt,
  arnAt,
  bucketNameAt,
  principalArnAt,
  principalKind,
  s3ActionAt,
  servicePrincipalAt,
  uniqueIdAt,
} from '#shared/connect/names.ts';
import { isPermissionSetName } from '#shared/connect/sso.ts';
import {
  connectAt,
  remediationLimitAt,
  strictnessAt,
  watchUploadsHoursAt,
} from './parse-limits.ts';
import {
  type AuditorSetting,
  type ExceptionSetting,
  type InstanceSettings,
  modes,
  type PrincipalSetting,
  type ServicePrincipalSetting,
  type Settings,
  type TrustedAccountSetting,
  type WorkloadSetting,
} from './settings.ts';

type Reader<T> = (value: unknown, path: string) => T;

const listOf =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value, path) =>
    listAt(value, path, item);

const reasonAt: Reader<string> = (value, path) => textAt(value, path, 'a reason');
const profileChoices = ['observable', 'article'] as const;
const policyChoices = ['merge', 'replace'] as const;
const destinationChoices = ['judge', 'remediate'] as const;
const modeAt: Reader<(typeof modes)[number]> = (value, path) => oneOf(value, path, modes);

function readersIn(place: Place) {
  const principalAt: Reader<PrincipalSetting> = (value, path) => {
    if (!isJsonObject(value)) return principalArnAt(value, path, place);
    const { permissionSet } = objectAt(value, path, ['permissionSet']);
    return typeof permissionSet === 'string' && isPermissionSetName(permissionSet)
      ? { permissionSet }
      : refuse(at(path, 'permissionSet'), 'the name of a permission set', permissionSet);
  };

  const instanceAt: Reader<InstanceSettings> = (value, path) => {
    const fields = objectAt(value, path, ['mode', 'administrators']);
    return {
      ...optionalAt(fields, path, 'mode', modeAt),
      ...optionalAt(fields, path, 'administrators', listOf(principalAt)),
    };
  };

  const workloadAt: Reader<WorkloadSetting> = (value, path) => {
    const fields = objectAt(value, path, ['arn', 'reason', 'actions', 'expires']);
    return {
      arn: principalArnAt(fields.arn, at(path, 'arn'), place),
      reason: reasonAt(fields.reason, at(path, 'reason')),
      ...optionalAt(fields, path, 'actions', listOf(s3ActionAt)),
      ...optionalAt(fields, path, 'expires', instantAt),
    };
  };

  const auditorAt: Reader<AuditorSetting> = (value, path) => {
    const fields = objectAt(value, path, ['arn', 'reason', 'expires']);
    return {
      arn: principalArnAt(fields.arn, at(path, 'arn'), place),
      reason: reasonAt(fields.reason, at(path, 'reason')),
      ...optionalAt(fields, path, 'expires', instantAt),
    };
  };

  const instancesAt: Reader<Readonly<Record<string, InstanceSettings>>> = (value, path) =>
    Object.fromEntries(
      Object.entries(objectAt(value, path)).map(([arn, each]) => {
        const { service, region, account } = parseArn(arnAt(arn, at(path, arn)));
        if (service !== 'connect' || region !== place.region || account !== place.account) {
          refuse(at(path, arn), `a Connect instance of ${place.account} in ${place.region}`, arn);
        }
        return [arn, instanceAt(each, at(path, arn))];
      }),
    );

  const idsAt: Reader<Readonly<Record<string, string>>> = (value, path) =>
    Object.fromEntries(
      Object.entries(objectAt(value, path)).map(([key, id]) => {
        const arn = principalArnAt(key, at(path, key), place);
        return [arn, uniqueIdAt(id, at(path, key), principalKind(arn) ?? 'role')];
      }),
    );
  return { principalAt, workloadAt, auditorAt, instancesAt, idsAt };
}

const serviceAt: Reader<ServicePrincipalSetting> = (value, path) => {
  const fields = objectAt(value, path, ['service', 'reason']);
  return {
    service: servicePrincipalAt(fields.service, at(path, 'service')),
    reason: reasonAt(fields.reason, at(path, 'reason')),
  };
};

const exceptionAt: Reader<ExceptionSetting> = (value, path) => {
  const fields = objectAt(value, path, ['bucket', 'reason', 'expires']);
  return {
    bucket: bucketNameAt(fields.bucket, at(path, 'bucket')),
    reason: reasonAt(fields.reason, at(path, 'reason')),
    expires: instantAt(fields.expires, at(path, 'expires')),
  };
};

const keys = [
  'version',
  'profile',
  'policies',
  'mode',
  'administrators',
  'instances',
  'workloads',
  'auditors',
  'servicePrincipals',
  'exceptions',
  'strict',
  'trustedAccounts',
  'destinationBuckets',
  'connect',
  'remediationLimit',
  'watchUploadsHours',
  'ids',
];

const trustedAccountAt: Reader<TrustedAccountSetting> = (value, path) => {
  const fields = objectAt(value, path, ['account', 'reason']);
  return {
    account: accountAt(fields.account, at(path, 'account')),
    reason: reasonAt(fields.reason, at(path, 'reason')),
  };
};

/**
 * Reads settings for one account and region.
 * @throws InvalidDocument naming the path of the first fault; unknown keys are faults.
 */
export function parseSettings(json: unknown, place: Place): Settings {
  const fields = objectAt(json, '$', keys);
  if (fields.version !== 1) throw new InvalidDocument('version', 'must be 1');
  const read = readersIn(place);
  const root = '$';
  return {
    version: 1,
    ...optionalAt(fields, root, 'profile', (value, path) => oneOf(value, path, profileChoices)),
    ...optionalAt(fields, root, 'policies', (value, path) => oneOf(value, path, policyChoices)),
    ...optionalAt(fields, root, 'mode', modeAt),
    ...optionalAt(fields, root, 'administrators', listOf(read.principalAt)),
    ...optionalAt(fields, root, 'instances', read.instancesAt),
    ...optionalAt(fields, root, 'workloads', listOf(read.workloadAt)),
    ...optionalAt(fields, root, 'auditors', listOf(read.auditorAt)),
    ...optionalAt(fields, root, 'servicePrincipals', listOf(serviceAt)),
    ...optionalAt(fields, root, 'exceptions', listOf(exceptionAt)),
    ...optionalAt(fields, root, 'strict', strictnessAt),
    ...optionalAt(fields, root, 'trustedAccounts', listOf(trustedAccountAt)),
    ...optionalAt(fields, root, 'destinationBuckets', (value, path) =>
      oneOf(value, path, destinationChoices),
    ),
    ...optionalAt(fields, root, 'connect', connectAt),
    ...optionalAt(fields, root, 'remediationLimit', remediationLimitAt),
    ...optionalAt(fields, root, 'watchUploadsHours', watchUploadsHoursAt),
    ...optionalAt(fields, root, 'ids', read.idsAt),
  };
}
