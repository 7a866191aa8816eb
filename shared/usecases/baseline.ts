import type { Arn } from '#shared/connect/arn.ts';
import { associationsOf, type BucketUse } from '#shared/connect/bucket-use.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import { type Fact, known, type Unreadable, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { InvalidDocument } from '#shared/connect/json-shape.ts';
import { type Auditor, parseFacts } from '#shared/generate/facts.ts';
import type { IamPort } from '#shared/ports.ts';
import type { Baseline, SetAside } from '#shared/rules/bucket/facts.ts';
import { type BucketSettings, unexpired } from '#shared/settings/for-bucket.ts';
import type { PrincipalSetting, Settings } from '#shared/settings/settings.ts';
import { expectedId, nameOf, resolve } from './principals.ts';

export interface BaselineSources {
  readonly iam: IamPort;
  readonly deployment: Deployment;
  readonly settings: Settings;
  readonly forBucket: BucketSettings;
  readonly use: BucketUse;
  readonly now: Date;
  /**
   * Nobody knows whom the settings name, and only strangers are asked about: the guard's role, which
   * may not be there, is left out, and who delivers today is taken for a workload.
   */
  readonly strangersOnly?: boolean;
}

/** Carries the reason out of the middle of the work. */
class CannotKnow extends Error {
  readonly why: Unreadable;

  constructor(why: Unreadable) {
    super(why.message);
    this.why = why;
  }
}

/**
 * Who may reach a bucket, with ids as they are now. Unreadable when a role of Connect or of the
 * guard cannot be resolved: a baseline without it would lock it out. A named administrator,
 * workload or auditor who is not to be found is set aside.
 */
export async function baselineOf(
  bucket: string,
  sources: BaselineSources,
): Promise<Fact<Baseline>> {
  try {
    return known(await build(bucket, sources));
  } catch (error) {
    if (error instanceof CannotKnow) return unreadable(error.why);
    if (!(error instanceof InvalidDocument)) throw error;
    const { message } = error;
    return unreadable({ action: 'iam:GetRole', code: 'InvalidFacts', message });
  }
}

async function build(bucket: string, sources: BaselineSources): Promise<Baseline> {
  const { deployment, settings, forBucket, use, now } = sources;
  const { partition, account, region } = deployment;
  const profile = settings.profile ?? 'observable';
  const setAside: SetAside[] = [];

  const named = async (setting: PrincipalSetting): Promise<IamPrincipal[]> => {
    const expected = typeof setting === 'string' ? expectedId(settings.ids, setting) : undefined;
    const resolved = await resolve(sources.iam, setting, expected);
    if (resolved.state === 'unreadable') throw new CannotKnow(resolved.why);
    if (resolved.state === 'found') return [resolved.principal];
    if (resolved.state === 'ambiguous') {
      const message = `${nameOf(setting)}: ${resolved.why}`;
      throw new CannotKnow({ action: 'iam:ListRoles', code: 'NotCertain', message });
    }
    setAside.push({ principal: nameOf(setting), why: resolved.why });
    return [];
  };
  const all = async (list: readonly PrincipalSetting[]) =>
    (await Promise.all(list.map(named))).flat();

  const workloads = unexpired(settings.workloads, now).map(async ({ arn, actions = [] }) =>
    (await named(arn)).map((principal) => ({ ...principal, actions })),
  );
  const namedWorkloads = [
    ...(await Promise.all(workloads)).flat(),
    ...(sources.strangersOnly ? await deliverers(use, sources.iam) : []),
  ];
  setAside.push(...unnamedDeliveries(bucket, use, namedWorkloads));
  const observers = [...deployment.observerRoles, deployment.recorderRole];
  const facts = parseFacts({
    profile,
    bucket,
    account,
    partition,
    region,
    connectRoles: once(await Promise.all(storing(use).map((each) => connectRole(each, sources)))),
    administrators: await all(forBucket.administrators),
    ...(!sources.strangersOnly && {
      remediator: await own(deployment.remediatorRole, sources.iam),
    }),
    auditors: [
      ...(profile === 'article' ? await existing(observers, sources.iam) : byArn(observers)),
      ...(await all(unexpired(settings.auditors, now).map(({ arn }) => arn))),
    ],
    workloads: namedWorkloads,
    servicePrincipals: (settings.servicePrincipals ?? []).map(({ service }) => service),
    requireTls: profile === 'observable',
  });
  return {
    facts,
    withoutAdministrators: forBucket.withoutAdministrators.map(({ arn }) => arn),
    setAside,
  };
}

/** Only those that store here themselves: what is delivered is written by Firehose's role. */
const storing = ({ instances, associations }: BucketUse): readonly ConnectInstance[] =>
  instances.filter((instance) =>
    associationsOf(instance).some((association) => associations.includes(association)),
  );

/**
 * The roles with which Firehose delivers here and that nobody named a workload. Whoever can make a
 * delivery stream must not get in by it: a person names its role.
 */
function unnamedDeliveries(
  bucket: string,
  use: BucketUse,
  workloads: readonly IamPrincipal[],
): readonly SetAside[] {
  const roles = new Set(use.deliveries.map(({ destination }) => destination.role));
  const unnamed = [...roles].filter((role) => !workloads.some(({ arn }) => arn === role));
  const why = 'Firehose delivers with it; name it among the workloads of the settings';
  if (unnamed.length > 0 && use.associations.length === 0 && workloads.length === 0) {
    const message = `who may write to ${bucket}: ${unnamed.join(', ')}: ${why}`;
    throw new CannotKnow({ action: 'firehose:DescribeDeliveryStream', code: 'NotNamed', message });
  }
  return unnamed.map((principal) => ({ principal, why }));
}

/** The roles with which Firehose delivers here today. */
async function deliverers(use: BucketUse, iam: IamPort) {
  const roles = new Set(use.deliveries.map(({ destination }) => destination.role));
  const found = await existing([...roles], iam);
  return found.map((principal) => ({ ...principal, actions: [] }));
}

/** Instances from before 2018 may share a role. */
const once = (roles: readonly IamPrincipal[]): readonly IamPrincipal[] => [
  ...new Map(roles.map((role) => [role.arn, role])).values(),
];

const byArn = (roles: readonly Arn[]): readonly Auditor[] => roles.map((arn) => ({ arn }));

/** The article lists ids, so an observer that does not exist yet cannot be listed. */
async function existing(roles: readonly Arn[], iam: IamPort): Promise<readonly IamPrincipal[]> {
  const found = await Promise.all(roles.map((role) => iam.principal(role)));
  return found.flatMap((fact) => {
    if (fact.state === 'unreadable') throw new CannotKnow(fact.why);
    return fact.state === 'known' ? [fact.value] : [];
  });
}

async function own(role: Arn, iam: IamPort): Promise<IamPrincipal> {
  const found = await iam.principal(role);
  if (found.state === 'known') return found.value;
  throw new CannotKnow(
    found.state === 'unreadable'
      ? found.why
      : { action: 'iam:GetRole', code: 'NoSuchEntity', message: `${role} does not exist` },
  );
}

/** The role of an instance: several instances may share a bucket and all of their roles need it. */
async function connectRole(
  { arn, serviceRole }: ConnectInstance,
  { iam, settings }: BaselineSources,
): Promise<IamPrincipal> {
  if (serviceRole.state === 'unreadable') throw new CannotKnow(serviceRole.why);
  if (serviceRole.state === 'absent') {
    throw new CannotKnow({
      action: 'connect:ListInstances',
      code: 'NoServiceRole',
      message: `no role is known with which ${arn} stores`,
    });
  }
  const { arn: role, id } = serviceRole.value;
  const resolved = await resolve(iam, role, settings.ids?.[role] ?? id);
  if (resolved.state === 'found') return resolved.principal;
  throw new CannotKnow(
    resolved.state === 'unreadable'
      ? resolved.why
      : {
          action: 'iam:GetRole',
          code: 'RoleNotCertain',
          message: `${role} of ${arn}: ${resolved.why}`,
        },
  );
}
