import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '#cli/story/wait.ts';
import type { LocalAws } from '#infra/local/local-aws.ts';
import { setPace } from '#infra/local/pace.ts';
import { buckets } from '#infra/local/scenarios/contact-center/buckets.ts';
import { instances } from '#infra/local/scenarios/contact-center/instances.ts';
import { people } from '#infra/local/scenarios/contact-center/people.ts';
import { firstRecording } from '#infra/local/scenarios/contact-center/recordings.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { configState, ruleKey } from '#infra/local/services/config/state.ts';
import { createUser } from '#infra/local/services/iam/entities.ts';
import { centralizeRootAccess } from '#infra/local/services/sts/assume-root.ts';
import { configRuleName } from '#shared/connect/deployment.ts';
import type { RefusalCode } from '#shared/remediation/refusal.ts';
import { environmentOf } from '../cli/guarded-center.ts';
import { canRead, guardedAccount, judged, policyOf, s3As } from '../scenario/guarded-account.ts';
import { judgedOnlyBy } from '../scenario/judged-only-by.ts';
import { type Block, blocks, runbookText, Shell } from './runbook.ts';

jest.setTimeout(400_000);

const { sales } = buckets;
const recording = firstRecording(instances.sales.alias);
const management = { ...contactCenter.home, account: '999988887777' };
const rescuer = `arn:aws:iam::${management.account}:user/rescuer`;
const rule = configRuleName('bucket-policy-least-privilege');

let aws: LocalAws;
let shell: Shell;
beforeAll(async () => {
  const settings = { ...contactCenter.settings, remediationLimit: { count: 2 } };
  aws = await guardedAccount(settings, [], contactCenter, judgedOnlyBy(rule));
  // Nobody reads along: AWS Config notices ten times as soon.
  setPace(aws.world, 1 / 600);
  shell = new Shell();
  centralizeRootAccess(aws.world, management);
  createUser(aws.world, management, { name: 'rescuer', policies: { p: allow('sts:AssumeRoot') } });
});
afterAll(() => aws.close());

const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

/** Who acts, as the first line of a block calls them. */
function environmentFor(who: string): Record<string, string> {
  if (who === 'with the credentials in root.json') {
    const { Credentials: root } = JSON.parse(shell.read('root.json'));
    return {
      ...environmentOf(aws, people.engineer),
      AWS_ACCESS_KEY_ID: root.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: root.SecretAccessKey,
      AWS_SESSION_TOKEN: root.SessionToken,
    };
  }
  const arns: Readonly<Record<string, string>> = {
    'as who runs the guard': people.engineer,
    'as an administrator': people.administrator,
    'as somebody in the management account': rescuer,
  };
  const arn = arns[who];
  if (arn === undefined) throw new Error(`the runbook has nobody called "${who}"`);
  return environmentOf(aws, arn);
}

const policy = (effect: 'Allow' | 'Deny') =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      effect === 'Allow'
        ? statement(effect, 's3:GetObject', `arn:aws:s3:::${sales}/*`)
        : statement(effect, 's3:*', [`arn:aws:s3:::${sales}`, `arn:aws:s3:::${sales}/*`]),
    ],
  });

const statement = (Effect: string, Action: string, Resource: string | readonly string[]) => ({
  Effect,
  Principal: '*',
  Action,
  Resource,
});

const put = (effect: 'Allow' | 'Deny') =>
  s3As(aws, people.administrator).send(
    new PutBucketPolicyCommand({ Bucket: sales, Policy: policy(effect) }),
  );

/** Waits until AWS Config shows it, for example as `COMPLIANT …`. */
const judgedAs = (pattern: RegExp, bucket: string = sales) =>
  until(`AWS Config judges ${bucket} as ${pattern}`, async () => {
    const { verdict, reason } = (await judged(aws, bucket)) ?? {};
    return pattern.test(`${verdict} ${reason}`) || undefined;
  });

const plays = (arn: string) => canRead(s3As(aws, arn), sales, recording);
const isClosed = async () => {
  await until('nobody else can play', async () => !(await plays(people.analyst)) || undefined);
  expect(await plays(people.administrator)).toBe(true);
  expect(await plays(instances.sales.role)).toBe(true);
  await judgedAs(/^COMPLIANT/);
};
const isOpen = async () => {
  await judgedAs(/^NON_COMPLIANT (?!Cannot tell)/);
  expect(await plays(people.analyst)).toBe(true);
};

interface Chapter {
  readonly bucket?: string;
  /** What has gone wrong. */
  readonly before?: () => Promise<void>;
  /** That it is right again. */
  readonly after?: () => Promise<void>;
}

/** By heading. */
const chapters: Readonly<Record<string, Chapter>> = {
  'What is wrong?': {},
  'Somebody is locked out': { after: isClosed },
  'Everybody is locked out, the guard too': {
    before: async () => {
      await put('Deny');
      await judgedAs(/Cannot tell/);
      expect(await plays(people.administrator)).toBe(false);
    },
    after: async () => {
      expect(JSON.parse(JSON.parse(shell.read('locked.json')).Policy)).toEqual(
        JSON.parse(policy('Deny')),
      );
      await isClosed();
    },
  },
  'Something keeps putting a policy back': {
    before: async () => {
      for (let drift = 1; drift <= 2; drift += 1) {
        await put('Allow');
        await isClosed();
      }
      await put('Allow');
      await judgedAs(/something keeps putting this policy back/);
      expect(await plays(people.analyst)).toBe(true);
    },
    after: isClosed,
  },
  'AWS Config has given a bucket up': {
    before: async () => {
      const key = { resourceType: 'AWS::S3::Bucket', resourceId: sales };
      configState(aws.world, aws.home).exceptions.set(ruleKey(rule, key), {
        ConfigRuleName: rule,
        ResourceType: key.resourceType,
        ResourceId: sales,
      });
      await put('Allow');
      await isOpen();
    },
    after: isClosed,
  },
  'Put back an older policy': {
    after: async () => {
      expect(await plays(people.analyst)).toBe(true);
      expect(JSON.parse(shell.read('policy.json'))).toEqual(JSON.parse(policy('Allow')));
    },
  },
  'Take over a bucket that was locked before': {
    bucket: buckets.clinic,
    after: async () => {
      expect(await policyOf(aws, buckets.clinic)).toContain('ConnectStorageGuardDenyUnlisted');
      await judgedAs(/^COMPLIANT/, buckets.clinic);
    },
  },
  'Leave a bucket alone for a while': { after: isClosed },
  'Turn it off': {
    after: async () => {
      await put('Allow');
      await isOpen();
    },
  },
};

const bySection = Map.groupBy(blocks(), ({ section }: Block) => section);

describe('the runbook', () => {
  it('has no chapter with commands that is not tried', () => {
    expect([...bySection.keys()]).toEqual(Object.keys(chapters));
    expect((runbookText().match(/```sh/g) ?? []).length).toBe(blocks().length);
  });

  it.each([...bySection])('"%s" works', async (section, all) => {
    const { bucket = sales, before, after } = chapters[section] ?? {};
    // No automation of the chapter before closes what this one opens.
    await aws.world.events.idle();
    await before?.();
    for (const { who, commands } of all.filter(({ notTried }) => !notTried)) {
      const names = { BUCKET: bucket, ACCOUNT: aws.home.account };
      const { code, output } = await shell.run(commands, { ...environmentFor(who), ...names });
      expect({ commands, code, output }).toMatchObject({ code: 0 });
    }
    await after?.();
  });

  it('names what cannot be tried here: signing in as root, and deleting the stack', () => {
    expect(runbookText().match(/\(_not tried live_\)/g)).toHaveLength(2);
  });

  it('says of every refusal what to do', () => {
    const rows = [...runbookText().matchAll(/^\| `([A-Z_0-9]+)` +\| (.*?) +\| (.*?) +\|$/gm)];
    expect(rows.map(([, code]) => code)).toEqual(Object.keys(refusals).toSorted());
    for (const [, , meaning, next] of rows) expect([meaning, next].every(Boolean)).toBe(true);
  });
});

/** Every code there is: a new one does not compile until it is here, and then must be in the table. */
const refusals: Readonly<Record<RefusalCode, true>> = {
  MODE: true,
  EXCEPTION: true,
  NOT_A_CONNECT_BUCKET: true,
  OTHER_ACCOUNT: true,
  OTHER_REGION: true,
  INVENTORY_INCOMPLETE: true,
  FACTS_UNREADABLE: true,
  POLICY_UNREADABLE: true,
  POLICY_NOT_UNDERSTOOD: true,
  ADMINISTRATORS_UNKNOWN: true,
  DELIVERY_ROLE_NOT_NAMED: true,
  EXPOSURE_REMAINS: true,
  FOREIGN_STATEMENT: true,
  LOCKS_OUT: true,
  TOO_LARGE: true,
  REJECTED_BY_S3: true,
  BACKUP_UNUSABLE: true,
  NEW_PRINCIPALS: true,
  PLAN_CHANGED: true,
  CHANGED_TOO_OFTEN: true,
  UNKNOWN_CONNECT_ROLE: true,
  FOREIGN_PUBLIC_STATEMENT: true,
  GRANTS_MORE: true,
  CALLER_SHUT_OUT: true,
  NOT_LOCKED_BY_HAND: true,
};
