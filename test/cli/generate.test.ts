import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { sampleAdministrator, supportFacts } from '#shared/rules/administrator/sample.ts';
import { streamArn } from '#shared/rules/stream/sample.ts';
import {
  bucket,
  bucketKey,
  firehoseRole,
  streamKey,
} from '#shared/rules/stream/sample-delivery.ts';
import { file, guard } from './guard.ts';

const delivery = {
  role: firehoseRole.arn,
  stream: streamArn,
  streamKey: streamKey.arn,
  bucket,
  bucketKey: bucketKey.arn,
};
const published = (name: string, values: Readonly<Record<string, string>>): string => {
  const text = readFileSync(
    new URL(`../fixtures/procedures/${name}.json`, import.meta.url),
    'utf8',
  );
  const filled = Object.entries(values).reduce(
    (all, [key, value]) => all.replaceAll(`<${key}>`, value),
    text,
  );
  return `${JSON.stringify(JSON.parse(filled), null, 2)}\n`;
};

describe('connect-guard generate', () => {
  it('prints the published administrator policy, byte for byte', async () => {
    const { place } = sampleAdministrator();
    const { code, stdout, stderr } = await guard(
      ['generate', 'administrator-policy', '--facts', '-', '--form', 'article'],
      { input: JSON.stringify(supportFacts) },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      published('b-administrator-policy', {
        region: place.region,
        aws_account_id: place.account,
        connect_instance_id: supportFacts.instance.slice(-36),
        instance_alias: 'support',
        bucket_name: 'calls-of-support',
        service_link_role_name: 'AWSServiceRoleForAmazonConnect_support',
      }),
    );
  });

  it('says of the tight one what AWS does not let scope', async () => {
    const { code, stdout, stderr } = await guard([
      'generate',
      'administrator-policy',
      '--facts',
      file('instance.json', supportFacts),
      '--instance',
      supportFacts.instance,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ Version: '2012-10-17' });
    expect(stderr).toContain('on every resource stay connect:ListInstances');
  });

  it('prints several policies as a list', async () => {
    const buckets = Array.from({ length: 80 }, (_, n) => `calls-of-support-${n}`);
    const { stdout, stderr } = await guard(['generate', 'administrator-policy', '--facts', '-'], {
      input: JSON.stringify({ ...supportFacts, buckets }),
    });
    expect(JSON.parse(stdout).length).toBeGreaterThan(1);
    expect(stderr).toContain('to be attached together');
  });

  it.each([
    ['key-policy', 'c-bucket-key-policy-for-firehose'],
    ['delivery-role-policy', 'c-firehose-role-decrypt-stream-key'],
  ])('prints the published statement of %s, byte for byte', async (command, name) => {
    const { code, stdout } = await guard(
      ['generate', command, '--facts', '-', '--form', 'article'],
      { input: JSON.stringify(delivery) },
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      published(name, {
        firehose_role_arn: delivery.role,
        bucket_key_arn: delivery.bucketKey,
        stream_key_arn: delivery.streamKey,
        stream_arn: delivery.stream,
        region: 'ap-northeast-1',
      }),
    );
  });

  it.each([
    ['key-policy', 'AllowFirehoseToUseTheKeyForTheBucket'],
    ['delivery-role-policy', 'DecryptStream'],
  ])('prints %s held to the delivery by default', async (command, sid) => {
    const { stdout } = await guard(['generate', command, '--facts', '-'], {
      input: JSON.stringify(delivery),
    });
    expect(stdout).toContain(`"${sid}"`);
  });

  it.each<[readonly string[], string, number, RegExp]>([
    [['administrator-policy'], '', 2, /--instance ARN is needed, or --facts FILE/],
    [
      ['administrator-policy', '--facts', '-', '--instance', 'arn:x'],
      JSON.stringify(supportFacts),
      2,
      /is about arn:aws:connect/,
    ],
    [
      ['administrator-policy', '--facts', '-'],
      JSON.stringify({ ...supportFacts, buckets: ['*'] }),
      2,
      /standard input: buckets\[0\]: must be the name of an S3 bucket/,
    ],
    [
      ['administrator-policy', '--facts', '-', '--form', 'loose'],
      '{}',
      2,
      /Allowed choices are tight, article/,
    ],
    [['key-policy'], '', 2, /--delivery-stream NAME is needed, or --facts FILE/],
    [
      ['key-policy', '--facts', '-'],
      JSON.stringify({ ...delivery, bucketKey: undefined }),
      3,
      /no key of yours/,
    ],
    [
      ['delivery-role-policy', '--facts', '-', '--form', 'article'],
      JSON.stringify({ ...delivery, streamKey: undefined }),
      3,
      /nothing to decrypt/,
    ],
  ])('%j ends with one clear line', async (args, input, code, says) => {
    const outcome = await guard(['generate', ...args], { input });
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  });
});
