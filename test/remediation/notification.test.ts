import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { outcomes } from '#infra/aws/automation-steps.ts';
import { notification } from '#shared/connect/notification.ts';
import { isSilent, outcomeNotification, sameNews } from '#shared/remediation/notification.ts';
import { outcome, refused } from '#shared/remediation/outcome.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-central-1' };
const instance = 'arn:aws:connect:eu-central-1:111122223333:instance/1f2e3d4c';
const told = { place, executionId: 'execution-1', instances: [instance] } as const;
const backup = 'backups/sales-recordings/2026-03-01T12-00-00.000Z-0123456789ab.json';

const loud = outcomes.filter((status) => !isSilent(status));

describe('what people are told of an outcome', () => {
  it('is nothing when a plan was only asked for, or all was in order', () => {
    expect(outcomes.filter(isSilent)).toEqual(['ALREADY_COMPLIANT', 'PLANNED']);
    expect(outcomeNotification(outcome('PLANNED', 'sales-recordings', 'x'), told)).toBeUndefined();
  });

  it.each(loud)(
    '%s says what, where, why, where the policy is kept, and the command for the next step',
    (status) => {
      const ended = outcome(status, 'sales-recordings', 'because of this', { backup });
      const { subject, text } = outcomeNotification(ended, told) ?? { subject: '', text: '' };
      expect(subject).toMatch(/sales-recordings$/);
      expect(text).toContain('because of this');
      expect(text).toContain('Account 111122223333, region eu-central-1');
      expect(text).toContain(instance);
      expect(text).toContain(backup);
      expect(text).toMatch(/\n {2}connect-guard [a-z]+.* --region eu-central-1\n/);
      expect(text).toMatch(/More: docs\/remediation\.md#[a-z-]+\n$/);
    },
  );

  it('of a closed bucket names who wrote what was found, and how to undo it', () => {
    const writer = {
      arn: 'arn:aws:iam::111122223333:user/ann',
      at: '2026-03-01T11:58:00Z',
    } as const;
    const ended = outcome('REMEDIATED', 'sales-recordings', 'Closed: everybody could read.');
    const { text = '' } = outcomeNotification(ended, { ...told, writer }) ?? {};
    expect(text).toContain(`${writer.arn}, ${writer.at}`);
    expect(text).toContain('connect-guard restore sales-recordings --yes --region eu-central-1');
  });
});

describe('a refusal', () => {
  const tooOften = (at: string) =>
    refused('sales-recordings', [
      { code: 'CHANGED_TOO_OFTEN', message: `Changed at ${at}.`, next: 'Wait.' },
    ]);

  it('is the same news when only the time in it is another', () => {
    expect(sameNews(tooOften('2026-03-01T12:00:00.000Z'))).toBe(
      sameNews(tooOften('2026-03-01T12:01:00Z')),
    );
  });

  it('is other news when its reasons are others', () => {
    const mode = refused('sales-recordings', [
      { code: 'MODE', message: 'observe', next: 'Set it.' },
    ]);
    expect(sameNews(mode)).not.toBe(sameNews(tooOften('2026-03-01T12:00:00Z')));
  });
});

it('every message is one that SNS takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string()), (subject, paragraphs) => {
      const made = notification(`Closed: ${subject}`, paragraphs);
      expect(made.subject).toMatch(/^[!-~][ -~]{0,99}$/);
      expect(made.text.length).toBeGreaterThan(0);
    }),
  );
  const { text } = notification('x', ['ß'.repeat(300_000)]);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
});
