import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bucket,
  type ImpactAccount,
  root,
  startImpactAccount,
} from '../usecases/impact-account.ts';
import { file, guard } from './guard.ts';
import { environmentOf } from './impact-center.ts';

let account: ImpactAccount;
let env: Record<string, string>;

beforeAll(async () => {
  account = await startImpactAccount();
  env = environmentOf(account, root);
});
afterAll(() => account.aws.close());

const object = `s3://${bucket}/connect/acme/CallRecordings/a.wav`;
const ask = (...args: readonly string[]) => guard(['can', ...args], { env });

describe('connect-guard can', () => {
  it('answers in one line, with the statement, and exit code 0 or 1', async () => {
    const { arn } = account.principals.analyst;
    expect(await ask(arn, 's3:GetObject', object)).toEqual({
      code: 0,
      stdout: `allowed  s3:GetObject ${object}\n  allowed by statement 1 of Analyst/own\n`,
      stderr: '',
    });
    const planned = file('none.json', {
      Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' },
    });
    const denied = await ask(arn, 's3:GetObject', object, '--planned', planned, '--json');
    expect(JSON.parse(denied.stdout)).toMatchObject({ answer: 'denied' });
    expect(denied.code).toBe(1);
  });

  it('names the condition keys to give it', async () => {
    const { arn } = account.principals.jane;
    const without = await ask(arn, 's3:GetObject', object);
    expect(without.stderr).toContain('--context aws:SourceVpce=…');
    const context = ['--context', 'aws:SourceVpce=vpce-office'];
    expect((await ask(arn, 's3:GetObject', object, ...context)).code).toBe(0);
  });

  it('says what is wrong with the question', async () => {
    expect(await ask('nobody', 's3:GetObject', object)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('PRINCIPAL: must be the ARN of a role'),
    });
    expect(await ask(root, 's3:GetObject', object, '--context', 'vpce-1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--context must be key=value'),
    });
  });
});
