import type * as Iam from '@aws-sdk/client-iam';
import { AwsError, type Operation } from '../../service.ts';
import { onResource } from './access.ts';
import { encoded } from './holder-policies.ts';
import { attachmentsOf } from './managed-policies.ts';
import { pageOf } from './pages.ts';
import { describeRole } from './roles.ts';
import {
  type IamEntity,
  type IamRole,
  type IamState,
  type IamUser,
  iamOf,
  type ManagedPolicy,
} from './state.ts';

type Entry =
  | { readonly kind: 'User'; readonly detail: Iam.UserDetail }
  | { readonly kind: 'Group'; readonly detail: Iam.GroupDetail }
  | { readonly kind: 'Role'; readonly detail: Iam.RoleDetail }
  | { readonly kind: 'Policy'; readonly own: boolean; readonly detail: Iam.ManagedPolicyDetail };

const inlineOf = ({ inline }: IamEntity): Iam.PolicyDetail[] =>
  [...inline].map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encoded(text) }));

const attachedOf = (state: IamState, { attached }: IamEntity): Iam.AttachedPolicy[] =>
  [...attached].map((arn) => ({ PolicyArn: arn, PolicyName: state.policies.get(arn)?.name ?? '' }));

const boundaryOf = ({ boundary }: IamRole | IamUser) =>
  boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
          PermissionsBoundaryArn: boundary,
        },
      };

const userDetail = (state: IamState, user: IamUser): Iam.UserDetail => ({
  Path: user.path,
  UserName: user.name,
  UserId: user.id,
  Arn: user.arn,
  CreateDate: user.createdAt,
  UserPolicyList: inlineOf(user),
  GroupList: [...user.groups],
  AttachedManagedPolicies: attachedOf(state, user),
  Tags: [...user.tags],
  ...boundaryOf(user),
});

const groupDetail = (state: IamState, group: IamEntity): Iam.GroupDetail => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: group.createdAt,
  GroupPolicyList: inlineOf(group),
  AttachedManagedPolicies: attachedOf(state, group),
});

function roleDetail(state: IamState, role: IamRole): Iam.RoleDetail {
  const { Description: _, MaxSessionDuration: __, ...described } = describeRole(role);
  return {
    ...described,
    InstanceProfileList: [],
    RolePolicyList: inlineOf(role),
    AttachedManagedPolicies: attachedOf(state, role),
    Tags: [...role.tags],
  };
}

const policyDetail = (state: IamState, policy: ManagedPolicy): Iam.ManagedPolicyDetail => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersion,
  AttachmentCount: attachmentsOf(state, policy.arn),
  IsAttachable: true,
  CreateDate: policy.createdAt,
  PolicyVersionList: [...policy.versions].map(([id, { document, createdAt }]) => ({
    VersionId: id,
    Document: encoded(document),
    IsDefaultVersion: id === policy.defaultVersion,
    CreateDate: createdAt,
  })),
});

const byArn = <T extends { readonly arn: string }>(table: ReadonlyMap<string, T>): T[] =>
  [...table.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));

const entriesOf = (state: IamState): Entry[] => [
  ...byArn(state.users).map((user): Entry => ({ kind: 'User', detail: userDetail(state, user) })),
  ...byArn(state.groups).map(
    (group): Entry => ({ kind: 'Group', detail: groupDetail(state, group) }),
  ),
  ...byArn(state.roles).map((role): Entry => ({ kind: 'Role', detail: roleDetail(state, role) })),
  ...byArn(state.policies).map(
    (policy): Entry => ({
      kind: 'Policy',
      own: !policy.arn.includes(':iam::aws:'),
      detail: policyDetail(state, policy),
    }),
  ),
];

const filterOf = (entry: Entry): Iam.EntityType => {
  if (entry.kind !== 'Policy') return entry.kind;
  return entry.own ? 'LocalManagedPolicy' : 'AWSManagedPolicy';
};

export const getAccountAuthorizationDetails: Operation<
  Iam.GetAccountAuthorizationDetailsRequest,
  Iam.GetAccountAuthorizationDetailsResponse
> = {
  access: (call) => onResource(call, '*'),
  run({ world, scope, input }) {
    const state = iamOf(world, scope);
    const wanted = input.Filter ?? [];
    const kinds = ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'];
    const unknown = wanted.find((kind) => !kinds.includes(kind));
    if (unknown !== undefined) throw new AwsError('ValidationError', `Filter: ${unknown}`);
    const all = entriesOf(state).filter(
      (entry) => wanted.length === 0 || wanted.includes(filterOf(entry)),
    );
    const { items, ...page } = pageOf(all, input);
    return {
      UserDetailList: items.flatMap((entry) => (entry.kind === 'User' ? [entry.detail] : [])),
      GroupDetailList: items.flatMap((entry) => (entry.kind === 'Group' ? [entry.detail] : [])),
      RoleDetailList: items.flatMap((entry) => (entry.kind === 'Role' ? [entry.detail] : [])),
      Policies: items.flatMap((entry) => (entry.kind === 'Policy' ? [entry.detail] : [])),
      ...page,
    };
  },
};
