import type { Arn } from '#shared/connect/arn.ts';
import type { Place } from '#shared/connect/deployment.ts';
import type { Fact } from '#shared/connect/fact.ts';
import type { ConnectInstance, IamPrincipal } from '#shared/connect/inventory.ts';
import { permissionSetOf } from '#shared/connect/sso.ts';
import type { PolicyDocument } from '#shared/policy/document.ts';
import { type Question, reach } from '#shared/rules/administrator/reach.ts';
import { listed } from '#shared/rules/judgements.ts';
import { understood } from '#shared/rules/principal-access.ts';
import type { Candidate } from './candidate.ts';
import { type AccountEntrant, entranceSetting, nameOf } from './entrants.ts';
import { exemptedFrom } from './exempted.ts';
import { delivers, replicatesFrom } from './neighbour-needs.ts';
import { whoGetsIn } from './who-gets-in.ts';

/** A bucket that Connect stores in, as it is. */
export interface StoringBucket {
  readonly name: string;
  readonly instances: readonly ConnectInstance[];
  readonly prefixes: readonly string[];
  readonly policy: Fact<PolicyDocument>;
  readonly deliveryRoles: readonly Arn[];
  readonly replicationRole?: Arn;
}

export interface Surroundings {
  readonly place: Place;
  readonly instances: readonly ConnectInstance[];
  readonly buckets: readonly StoringBucket[];
}

/** What speaks for naming one role or user, and as what; undefined when nothing does. */
export const candidateFor = (
  surroundings: Surroundings,
  each: AccountEntrant,
): Candidate | undefined =>
  asNeighbour(surroundings, each) ??
  asAdministrator(surroundings, each) ??
  asReader(surroundings, each) ??
  asAuditor(surroundings, each);

function asNeighbour({ buckets }: Surroundings, { principal }: AccountEntrant) {
  const { arn } = principal;
  const works = buckets.flatMap(({ name, deliveryRoles, replicationRole }) => [
    ...(deliveryRoles.includes(arn)
      ? [{ because: `delivers contact records into ${name}`, actions: delivers }]
      : []),
    ...(replicationRole === arn
      ? [{ because: `replicates ${name}`, actions: replicatesFrom }]
      : []),
  ]);
  if (works.length === 0) return undefined;
  const because = works.map((work) => work.because);
  const actions = [...new Set(works.flatMap((work) => work.actions))];
  return { ...candidate(arn, 'workload', true, because), actions };
}

function asAdministrator({ place, instances, buckets }: Surroundings, each: AccountEntrant) {
  const { arn } = each.principal;
  const exempting = buckets.filter((bucket) => exempts('s3:GetObject', bucket, each.principal));
  const administered = instances.filter((instance) => administers(place, each, instance));
  const name = permissionSetOf(arn) ?? nameOf(arn);
  const called = /connect|contact.?cent(er|re)/i.test(name) && /admin/i.test(name);
  const byName = called && name !== nameOf(arn);
  if (exempting.length === 0 && administered.length === 0 && !byName) return undefined;
  const everything = isAdministrator(place, each);
  const forService = isForServices(each);
  const likely = exempting.length > 0 || called || !(everything || forService);
  const own = new Set([...administered, ...exempting.flatMap((bucket) => bucket.instances)]);
  return {
    ...candidate(arn, 'administrator', likely, [
      ...exemptedByPolicies(exempting),
      ...(called ? [`is called ${name}`] : []),
      ...(administered.length > 0
        ? [`may administer ${inWords(administered, instances)} by its policies`]
        : []),
      ...(everything ? ['administers the whole account'] : []),
      ...(forService ? ['is used by AWS services, not by people'] : []),
    ]),
    instances: [...(own.size > 0 ? own : instances)].map((instance) => instance.arn),
  };
}

function asReader({ place, buckets }: Surroundings, each: AccountEntrant) {
  const read = buckets.filter((bucket) => reads(place, bucket, each)).map(({ name }) => name);
  if (read.length === 0) return undefined;
  return {
    ...candidate(each.principal.arn, 'workload', false, [`reads ${listed(read)} today`]),
    actions: ['s3:GetObject*', 's3:ListBucket'],
  };
}

function asAuditor({ buckets }: Surroundings, { principal, policyNames }: AccountEntrant) {
  const because = [
    ...exemptedByPolicies(
      buckets.filter((bucket) => exempts('s3:GetBucketPolicy', bucket, principal)),
    ).map((each) => `${each} where it denies reading the configuration`),
    ...(policyNames.some((name) => name.endsWith(':aws:policy/SecurityAudit'))
      ? ['holds the policy SecurityAudit of AWS']
      : []),
  ];
  return because.length > 0 ? candidate(principal.arn, 'auditor', true, because) : undefined;
}

const candidate = (
  arn: Arn,
  as: Candidate['as'],
  likely: boolean,
  because: readonly string[],
): Candidate => ({ arn, as, likely, because, instances: [], actions: [] });

const exempts = (action: string, { policy }: StoringBucket, { arn, id }: IamPrincipal): boolean => {
  const exempted = policy.state === 'known' ? exemptedFrom(action, policy.value) : new Set();
  return exempted.has(id) || exempted.has(arn);
};

const exemptedByPolicies = (buckets: readonly StoringBucket[]): readonly string[] => {
  const names = listed(buckets.map(({ name }) => name));
  if (buckets.length === 0) return [];
  return [`is exempted by the ${buckets.length === 1 ? 'policy' : 'policies'} of ${names}`];
};

const administration = [
  'connect:UpdateInstanceAttribute',
  'connect:AssociateInstanceStorageConfig',
];

const administers = (place: Place, each: AccountEntrant, instance: ConnectInstance): boolean =>
  administration.every((action) =>
    can(place, each, [action], instance.arn, {
      context: { 'connect:instanceid': [instance.id] },
      names: [instance.id, instance.alias ?? '', instance.arn],
    }),
  );

/** Whoever may give any role any policy. */
const isAdministrator = (place: Place, each: AccountEntrant): boolean =>
  can(
    place,
    each,
    ['iam:PutRolePolicy', 'iam:AttachRolePolicy'],
    `arn:${place.partition}:iam::${place.account}:role/any`,
  );

const can = (
  { account, region }: Place,
  { principal, entrant }: AccountEntrant,
  actions: readonly string[],
  resource: string,
  more: Partial<Question> = {},
): boolean =>
  typeof entrant !== 'string' &&
  reach(principal, entrant, { actions, resource, account, region, names: [], ...more }).state ===
    'yes';

function isForServices({ trust }: AccountEntrant): boolean {
  const read = trust === undefined ? undefined : understood(trust, 'trust', 'its trust policy');
  if (read === undefined || typeof read === 'string') return false;
  return read.statements.every(
    ({ effect, principal }) =>
      effect === 'Deny' ||
      (principal !== undefined &&
        !principal.negated &&
        !principal.everyone &&
        principal.aws.length + principal.federated.length === 0),
  );
}

const reads = (
  { partition, account }: Place,
  { name, prefixes, policy }: StoringBucket,
  each: AccountEntrant,
): boolean =>
  policy.state !== 'unreadable' &&
  whoGetsIn(
    entranceSetting({ partition, account, bucket: name }, prefixes, ['s3:GetObject']),
    policy.state === 'known' ? policy.value : undefined,
    [each],
  ).principals.length > 0;

const inWords = (some: readonly ConnectInstance[], all: readonly ConnectInstance[]): string =>
  some.length === all.length
    ? all.length === 1
      ? 'the instance'
      : `all ${all.length} instances`
    : listed(some.map(({ alias, id }) => alias ?? id));
