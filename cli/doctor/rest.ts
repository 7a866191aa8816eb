import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { fightInWords, parseFight } from '#shared/connect/fight.ts';
import { configExceptions } from '../account/config-exceptions.ts';
import { readable, stateOf, understood } from '../account/state.ts';
import { type Examination, ok, trouble } from './diagnosis.ts';

/** Buckets that are not put right: given up by AWS Config, or by the guard for a while. */
export const rest: Examination = {
  subject: 'remediation',
  async examine(account) {
    const givenUp = await configExceptions(new ConfigServiceClient(account.client));
    const findings = [
      ...givenUp.map(({ bucket, message = 'no reason given' }) =>
        trouble(
          `AWS Config remediates ${bucket} no more: ${message}.`,
          `When the cause is gone: connect-guard exceptions clear ${bucket} --yes.`,
        ),
      ),
      ...(await fights(account)),
    ];
    return findings.length > 0 ? findings : [ok('No bucket is given up.')];
  },
};

async function fights(account: Parameters<typeof stateOf>[0]) {
  const state = stateOf(account);
  const keys = readable(await state.list('fights/'), account) ?? [];
  const stored = await Promise.all(
    keys.map(async (key) => ({ key, object: await state.read(key) })),
  );
  return stored.flatMap(({ key, object }) => {
    const text = readable(object, account)?.body;
    if (text === undefined) return [];
    const fight = understood(key, () => parseFight(text));
    if (fight.ended !== undefined || Date.parse(fight.until) <= Date.now()) return [];
    return [
      trouble(
        `${fight.bucket}: ${fightInWords(fight)}.`,
        `Find out who and why, then: connect-guard apply ${fight.bucket} --yes.`,
      ),
    ];
  });
}
