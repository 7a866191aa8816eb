import { describe, expect, it } from '@jest/globals';
import { unreadable } from '#shared/connect/fact.ts';
import { parseInventory } from '#shared/connect/stored-inventory.ts';
import { inventory } from '../fakes/contact-center.ts';
import { accessDenied } from '../fakes/state.ts';

describe('a stored inventory', () => {
  it('is read back as it was written', () => {
    const partly = {
      ...inventory,
      changedAt: '2026-03-01T11:00:01Z',
      buckets: {
        b: unreadable(accessDenied('s3:ListAllMyBuckets')),
        c: { state: 'known', value: { owner: 'not-this-account' } },
      },
    };
    expect(parseInventory(JSON.stringify(partly))).toEqual(partly);
    const blind = { ...inventory, instances: unreadable(accessDenied('connect:ListInstances')) };
    expect(parseInventory(JSON.stringify(blind))).toEqual(blind);
  });

  const changed = (path: string, value: unknown): string => {
    const copy: unknown = structuredClone(inventory);
    const steps = path.split('.');
    let at = copy as Record<string, unknown>;
    for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>;
    at[steps.at(-1) ?? ''] = value;
    return JSON.stringify(copy);
  };

  it.each<[string, string, RegExp]>([
    ['that is empty', '', /^\$: /],
    ['that is cut off', JSON.stringify(inventory).slice(0, 200), /^instances/],
    ['that names a member twice', '{"version":1,"version":1}', /^version: named twice/],
    ['of another version', changed('version', 1), /^version: must be 2; found 1: another version/],
    ['without instances', changed('instances', undefined), /^instances: must be an object/],
    ['with a bare list of instances', changed('instances', []), /^instances: must be an object/],
    ['with an unknown state', changed('instances.state', 'none'), /^instances\.state:/],
    [
      'with instances that are null',
      changed('instances.value', null),
      /^instances\.value: must be a list/,
    ],
    [
      'with an instance without an ARN',
      changed('instances.value.0.arn', ''),
      /^instances\.value\[0\]\.arn/,
    ],
    [
      'with a role id that exempts all',
      changed('instances.value.0.serviceRole.value.id', '*'),
      /^instances\.value\[0\]\.serviceRole\.value\.id/,
    ],
    [
      'with a resource type without state',
      changed('instances.value.1.storage.CALL_RECORDINGS', []),
      /^instances\.value\[1\]\.storage\.CALL_RECORDINGS: /,
    ],
    [
      'with a bucket that is a number',
      changed('instances.value.1.storage.CALL_RECORDINGS.value.0.bucket', 5),
      /^instances\.value\[1\]\.storage\.CALL_RECORDINGS\.value\[0\]\.bucket/,
    ],
    [
      'with an unreadable part without a reason',
      changed('instances', { state: 'unreadable' }),
      /^instances\.why/,
    ],
    [
      'with an owner that is nobody',
      changed('buckets.amazon-connect-shared.value.owner', 'me'),
      /^buckets\.amazon-connect-shared\.value\.owner/,
    ],
    ['from no time', changed('takenAt', 'yesterday'), /^takenAt/],
  ])('%s is an error with the path, never "no instances"', (_, text, message) => {
    expect(() => parseInventory(text)).toThrow(message);
  });
});
