import type {
  CreateAliasRequest,
  CreateGrantRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  ListGrantsRequest,
  RevokeGrantRequest,
  UpdateAliasRequest,
} from '@aws-sdk/client-kms';
import { AwsError, type Operation } from '../../service.ts';
import { keyCheck } from './access.ts';
import { requireKey } from './key-lookup.ts';
import { keyOperation } from './keys.ts';
import { pageOf } from './page.ts';
import { addAlias, aliasArn, createGrant, kmsState } from './state.ts';

const createAlias: Operation<CreateAliasRequest> = {
  access: (call) => [
    {
      action: 'kms:CreateAlias',
      resource: aliasArn(call.scope, call.input.AliasName ?? ''),
      resourceAccount: call.scope.account,
    },
    keyCheck(call, requireKey(call.world, call.scope, call.input.TargetKeyId), 'CreateAlias'),
  ],
  run: ({ world, scope, input }) => {
    const { AliasName = '', TargetKeyId } = input;
    if (!/^alias\/[\w/-]+$/.test(AliasName) || AliasName.startsWith('alias/aws/')) {
      throw new AwsError('InvalidAliasNameException', `Invalid alias name ${AliasName}`);
    }
    addAlias(world, requireKey(world, scope, TargetKeyId), AliasName);
  },
};

const deleteAlias: Operation<DeleteAliasRequest> = {
  access: (call) => {
    const { world, scope, input } = call;
    const { AliasName = '' } = input;
    return [
      {
        action: 'kms:DeleteAlias',
        resource: aliasArn(scope, AliasName),
        resourceAccount: scope.account,
      },
      keyCheck(call, requireKey(world, scope, AliasName, { aliases: true }), 'DeleteAlias'),
    ];
  },
  run: ({ world, scope, input }) => {
    kmsState(world, scope).aliases.delete(input.AliasName ?? '');
  },
};

/** Asked on the alias, on the key that it names now and on the one that it is to name. */
const updateAlias: Operation<UpdateAliasRequest> = {
  access: (call) => {
    const { world, scope, input } = call;
    const { AliasName = '', TargetKeyId } = input;
    return [
      {
        action: 'kms:UpdateAlias',
        resource: aliasArn(scope, AliasName),
        resourceAccount: scope.account,
      },
      keyCheck(call, requireKey(world, scope, AliasName, { aliases: true }), 'UpdateAlias'),
      keyCheck(call, requireKey(world, scope, TargetKeyId), 'UpdateAlias'),
    ];
  },
  run: ({ world, scope, input }) => {
    const { AliasName = '', TargetKeyId } = input;
    if (AliasName.startsWith('alias/aws/')) {
      throw new AwsError('InvalidAliasNameException', `Invalid alias name ${AliasName}`);
    }
    const { aliases } = kmsState(world, scope);
    const created = aliases.get(AliasName)?.created ?? world.clock.now();
    aliases.set(AliasName, { key: requireKey(world, scope, TargetKeyId).id, created });
  },
};

const listAliases: Operation<ListAliasesRequest> = {
  access: ({ scope }) => [
    { action: 'kms:ListAliases', resource: '*', resourceAccount: scope.account },
  ],
  run: ({ world, scope, input }) => {
    const { KeyId, Limit = 50, Marker } = input;
    const only = KeyId === undefined ? undefined : requireKey(world, scope, KeyId).id;
    const rows = [...kmsState(world, scope).aliases]
      .filter(([, { key }]) => only === undefined || key === only)
      .map(([AliasName, { key, created }]) => ({
        AliasName,
        AliasArn: aliasArn(scope, AliasName),
        TargetKeyId: key,
        CreationDate: created,
        LastUpdatedDate: created,
      }));
    const page = pageOf(rows, { Limit, Marker });
    return { Aliases: page.rows, ...page.more };
  },
};

const createGrantOperation: Operation<CreateGrantRequest> = {
  access: (call) => {
    const { KeyId, GranteePrincipal, RetiringPrincipal, Operations, Constraints } = call.input;
    const constraint = Object.keys(Constraints ?? {})[0];
    return [
      keyCheck(call, requireKey(call.world, call.scope, KeyId), 'CreateGrant', {
        context: {
          'kms:GrantIsForAWSResource': 'false',
          'kms:GrantOperations': Operations ?? [],
          ...(GranteePrincipal !== undefined && { 'kms:GranteePrincipal': GranteePrincipal }),
          ...(RetiringPrincipal !== undefined && { 'kms:RetiringPrincipal': RetiringPrincipal }),
          ...(constraint !== undefined && { 'kms:GrantConstraintType': constraint }),
        },
      }),
    ];
  },
  run: ({ world, scope, input }) => {
    const key = requireKey(world, scope, input.KeyId);
    const { GranteePrincipal = '', RetiringPrincipal, Name, Constraints } = input;
    const same = key.grants.find(
      (grant) => Name !== undefined && grant.name === Name && grant.grantee === GranteePrincipal,
    );
    const grant =
      same ??
      createGrant(world, key, {
        grantee: GranteePrincipal,
        operations: input.Operations ?? [],
        ...(Name !== undefined && { name: Name }),
        ...(RetiringPrincipal !== undefined && { retiring: RetiringPrincipal }),
        ...(Constraints && { constraints: Constraints }),
      });
    return { GrantId: grant.id, GrantToken: Buffer.from(grant.id).toString('base64') };
  },
};

export const aliasAndGrantOperations: Readonly<Record<string, Operation>> = {
  CreateAlias: createAlias,
  UpdateAlias: updateAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
  CreateGrant: createGrantOperation,
  ListGrants: keyOperation<ListGrantsRequest>('ListGrants', (key, { input }) => {
    const { GrantId, GranteePrincipal, Limit = 50, Marker } = input;
    const rows = key.grants.filter(
      ({ id, grantee }) => id === (GrantId ?? id) && grantee === (GranteePrincipal ?? grantee),
    );
    const page = pageOf(rows, { Limit, Marker });
    return {
      Grants: page.rows.map((grant) => ({
        KeyId: key.arn,
        GrantId: grant.id,
        ...(grant.name !== undefined && { Name: grant.name }),
        CreationDate: grant.created,
        GranteePrincipal: grant.grantee,
        ...(grant.retiring !== undefined && { RetiringPrincipal: grant.retiring }),
        IssuingAccount: `arn:${key.scope.partition}:iam::${key.scope.account}:root`,
        Operations: grant.operations,
        ...(grant.constraints && { Constraints: grant.constraints }),
      })),
      ...page.more,
    };
  }),
  RevokeGrant: keyOperation<RevokeGrantRequest>('RevokeGrant', (key, { input }) => {
    const at = key.grants.findIndex(({ id }) => id === input.GrantId);
    if (at < 0) throw new AwsError('NotFoundException', `Grant ID ${input.GrantId} not found`);
    key.grants.splice(at, 1);
  }),
};
