import { describe, expect, it } from '@jest/globals';
import { bucketUse } from '#shared/connect/bucket-use.ts';
import { known, unreadable } from '#shared/connect/fact.ts';
import type { ConnectInstance, Inventory } from '#shared/connect/inventory.ts';
import { healsByItself, isConnectServiceLinkedRole } from '#shared/connect/service-linked-role.ts';
import { permissionSetOf } from '#shared/connect/sso.ts';
import { storageResourceTypes } from '#shared/connect/storage-types.ts';
import { bucket, instances, inventory, roles, sharedBucket } from '../fakes/contact-center.ts';
import { accessDenied } from '../fakes/state.ts';

const withInstances = (change: (instance: ConnectInstance) => ConnectInstance): Inventory => ({
  ...inventory,
  instances:
    inventory.instances.state === 'known'
      ? known(inventory.instances.value.map(change))
      : inventory.instances,
});

describe('the use of a bucket', () => {
  it('is every instance that shares it', () => {
    const use = bucketUse(inventory, sharedBucket);
    expect(use.instances.map(({ arn }) => arn)).toEqual([instances.osaka, instances.old]);
    expect(use).toMatchObject({ complete: true, unreadable: [] });
    expect(use.associations).toHaveLength(2);
  });

  it('is nothing for a bucket that no instance names', () => {
    expect(bucketUse(inventory, 'other')).toMatchObject({ instances: [], complete: true });
  });

  it('is looked up once for all buckets of an inventory', () => {
    let looks = 0;
    const all = inventory.instances.state === 'known' ? inventory.instances.value : [];
    const watched = all.map((instance) => ({
      ...instance,
      get storage() {
        looks += 1;
        return instance.storage;
      },
    }));
    const large = { ...inventory, instances: known(watched) };
    bucketUse(large, bucket);
    const once = looks;
    for (const name of [bucket, sharedBucket, 'other']) bucketUse(large, name);
    expect(looks).toBe(once);
  });

  it('mistake 8: is found in every association of every resource type, also unknown ones', () => {
    const hidden = withInstances((instance) => ({
      ...instance,
      storage: {
        CALL_RECORDINGS: known([]),
        HOLOGRAMS: known([
          { resourceType: 'HOLOGRAMS', storageType: 'S3', bucket: 'first' },
          { resourceType: 'HOLOGRAMS', storageType: 'CRYSTAL', bucket: 'second' },
        ]),
      },
    }));
    expect(bucketUse(hidden, 'second').instances).toHaveLength(3);
  });

  it('mistake 12: cannot be told to be none while a part of the inventory is unreadable', () => {
    const why = accessDenied('connect:ListInstanceStorageConfigs');
    const partly = withInstances((instance) => ({
      ...instance,
      storage: { ...instance.storage, ATTACHMENTS: unreadable(why) },
    }));
    expect(bucketUse(partly, 'other')).toMatchObject({ instances: [], complete: false });
    expect(bucketUse(partly, bucket).unreadable[0]).toEqual(why);
    const blind: Inventory = { ...inventory, instances: unreadable(why) };
    expect(bucketUse(blind, bucket)).toMatchObject({ complete: false, unreadable: [why] });
    expect(bucketUse({ ...inventory, instances: { state: 'absent' } }, bucket).complete).toBe(
      false,
    );
  });
});

describe('a role', () => {
  const slr = (partition: string, name: string) =>
    `arn:${partition}:iam::111122223333:role/aws-service-role/connect.amazonaws.com/${name}` as const;

  it.each(['aws', 'aws-cn', 'aws-us-gov'])(
    'of Connect is known by path and name in %s',
    (partition) => {
      expect(
        isConnectServiceLinkedRole(
          slr(partition, 'AWSServiceRoleForAmazonConnect_a1B2c3D4e5F6g7H8i9J0'),
        ),
      ).toBe(true);
      expect(
        isConnectServiceLinkedRole(
          slr(partition, 'AWSServiceRoleForAmazonConnectSynchronization_a1B2'),
        ),
      ).toBe(false);
    },
  );

  it('of Connect is not known by its name alone', () => {
    expect(
      isConnectServiceLinkedRole(
        'arn:aws:iam::111122223333:role/AWSServiceRoleForAmazonConnect_abc',
      ),
    ).toBe(false);
    expect(
      isConnectServiceLinkedRole(
        'arn:aws:iam::111122223333:role/x/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_abc',
      ),
    ).toBe(false);
  });

  it('of a permission set is known by path, name and suffix', () => {
    const sso = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com' as const;
    expect(permissionSetOf(roles.sso.arn)).toBe('ConnectAdmin');
    expect(permissionSetOf(`${sso}/AWSReservedSSO_With_Under_0123456789abcdef`)).toBe('With_Under');
    expect(permissionSetOf(`${sso}/AWSReservedSSO_ConnectAdmin_0123456789ABCDEF`)).toBeUndefined();
    expect(
      permissionSetOf(
        'arn:aws:iam::111122223333:role/AWSReservedSSO_ConnectAdmin_0123456789abcdef',
      ),
    ).toBeUndefined();
  });

  it('may change its id unattended only where nobody in the account can make it', () => {
    expect(healsByItself(roles.tokyo.arn)).toBe(true);
    expect(healsByItself(roles.sso.arn)).toBe(true);
    expect(healsByItself(roles.admin.arn)).toBe(false);
    expect(healsByItself(roles.old.arn)).toBe(false);
  });
});

it('there are 13 resource types, so an instance takes 13 calls', () => {
  expect(Object.keys(storageResourceTypes)).toHaveLength(13);
});
