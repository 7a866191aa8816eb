import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { describe, expect, it } from '@jest/globals';
import { trailPort } from '#shared/aws/cloudtrail.ts';
import { type Answer, json, jsonError, withStandIn } from './stand-in.ts';

const trail = 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/data';

/** A region with one trail that has these selectors. */
const recorded = (selectors: unknown, logging: unknown = true, denied = '') =>
  withStandIn(
    ({ headers }): Answer => {
      const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
      if (operation === denied) return jsonError('AccessDeniedException', 'not authorized');
      if (operation === 'DescribeTrails') return json({ trailList: [{ TrailARN: trail }, {}] });
      if (operation === 'GetTrailStatus') return json({ IsLogging: logging });
      return json(selectors);
    },
    ({ client }) => trailPort(new CloudTrailClient(client), 'aws').dataEvents(),
  );

const objects = (...Values: string[]) => ({
  EventSelectors: [{ ReadWriteType: 'All', DataResources: [{ Type: 'AWS::S3::Object', Values }] }],
});
const advanced = (...more: unknown[]) => ({
  AdvancedEventSelectors: [
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        ...more,
      ],
    },
  ],
});

describe('the data events of trails', () => {
  it.each<[string, unknown, string[]]>([
    ['objects of one bucket', objects('arn:aws:s3:::b/'), ['arn:aws:s3:::b/']],
    ['advanced: all objects', advanced(), ['arn:aws:s3']],
    [
      'advanced: by prefix',
      advanced({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::b/'] }),
      ['arn:aws:s3:::b/'],
    ],
  ])('are what the selectors say: %s', async (_, selectors, found) => {
    expect(await recorded(selectors)).toEqual({
      state: 'known',
      value: [{ trail, objects: found, readsAndWrites: true }],
    });
  });

  it.each([
    ['management events only', { EventSelectors: [{ ReadWriteType: 'All', DataResources: [] }] }],
    ['objects but some', advanced({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::b/'] })],
    ['objects that some call', advanced({ Field: 'eventName', Equals: ['PutObject'] })],
    ['nothing', {}],
  ])('are none of: %s', async (_, selectors) => {
    expect(await recorded(selectors)).toEqual({ state: 'known', value: [] });
  });

  it('tell when reads or writes are left out', async () => {
    const writes = {
      EventSelectors: [{ ...objects('arn:aws:s3').EventSelectors[0], ReadWriteType: 'WriteOnly' }],
    };
    for (const selectors of [writes, advanced({ Field: 'readOnly', Equals: ['false'] })]) {
      expect(await recorded(selectors)).toMatchObject({ value: [{ readsAndWrites: false }] });
    }
  });

  it('of a trail that is stopped are none', async () => {
    expect(await recorded(objects('arn:aws:s3'), false)).toEqual({ state: 'known', value: [] });
  });

  it.each(['DescribeTrails', 'GetTrailStatus', 'GetEventSelectors'])(
    'are unreadable when %s is denied, not none',
    async (operation) => {
      expect(await recorded(objects('arn:aws:s3'), true, operation)).toMatchObject({
        state: 'unreadable',
        why: { action: `cloudtrail:${operation}` },
      });
    },
  );
});
