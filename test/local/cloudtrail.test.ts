import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalAws } from '#infra/local/local-aws.ts';
import { createTrail } from '#infra/local/services/cloudtrail/state.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { trailPort } from '#shared/aws/cloudtrail.ts';

const home = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
let aws: LocalAws;
beforeEach(async () => {
  aws = await LocalAws.start({ home });
});
afterEach(() => aws.close());

const client = (arn = `arn:aws:iam::${home.account}:root`) =>
  new CloudTrailClient(aws.clientFor(arn));

describe('CloudTrail in the embedded AWS', () => {
  it('tells which objects its trails record', async () => {
    createTrail(aws.world, home, {
      name: 'data',
      bucket: 'logs',
      eventSelectors: [
        {
          ReadWriteType: 'All',
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::recordings/'] }],
        },
      ],
    });
    createTrail(aws.world, home, { name: 'management', bucket: 'logs' });
    createTrail(aws.world, home, {
      name: 'stopped',
      bucket: 'logs',
      logging: false,
      advancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          ],
        },
      ],
    });
    expect(await trailPort(client(), 'aws').dataEvents()).toEqual({
      state: 'known',
      value: [
        {
          trail: `arn:aws:cloudtrail:eu-central-1:${home.account}:trail/data`,
          objects: ['arn:aws:s3:::recordings/'],
          readsAndWrites: true,
        },
      ],
    });
  });

  it('answers about trails by name or ARN, and only those that exist', async () => {
    const { arn } = createTrail(aws.world, home, { name: 'one', bucket: 'logs' });
    const { trailList = [] } = await client().send(new DescribeTrailsCommand({}));
    expect(trailList).toMatchObject([{ Name: 'one', TrailARN: arn, HomeRegion: 'eu-central-1' }]);
    const status = new GetTrailStatusCommand({ Name: arn });
    expect(await client().send(status)).toMatchObject({ IsLogging: true });
    const unknown = client().send(new GetTrailStatusCommand({ Name: 'two' }));
    await expect(unknown).rejects.toMatchObject({ name: 'TrailNotFoundException' });
  });

  it('answers nobody whom no policy lets', async () => {
    const { arn } = createUser(aws.world, home, { name: 'nobody', policies: {} });
    const refused = client(arn).send(new DescribeTrailsCommand({}));
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
