import { parseArgs } from 'node:util';
import { synthesize } from '#infra/aws/synthesize.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { BadInput, messageOf } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { deployGuard, serveScenario } from './local/start.ts';
import { aborted, stopSignal } from './local/stop-signal.ts';
import { contactCenterChapter } from './story/1-contact-center.ts';
import { beforeChapter } from './story/2-before.ts';
import { enforceChapter } from './story/3-enforce.ts';
import { driftChapter } from './story/4-drift.ts';
import { beginning, noticedReason, remediationChapter } from './story/5-remediation.ts';
import { afterChapter } from './story/6-after.ts';
import { recordsChapter } from './story/7-records.ts';
import { undoChapter } from './story/8-undo.ts';
import { everyRuleChapter } from './story/every-rule.ts';
import { Disappointment } from './story/expectation.ts';
import { invite } from './story/invitation.ts';
import { bad, space, tell, title } from './story/page.ts';
import { playNow, stageOn } from './story/stage.ts';
import { coloursFor, endQuietlyWhenNobodyReads, say } from './terminal.ts';

/**
 * `npm start`: a bucket of Amazon Connect drifts, AWS Config notices, SSM closes it, nobody is
 * locked out and the old policy is kept. All of it runs on this machine, by real calls.
 */
async function tellStory(keep: boolean): Promise<void> {
  const started = Date.now();
  const stop = stopSignal();
  title('Connect Storage Guard');
  tell(
    'An AWS of its own on this machine runs the stack that "npm run deploy" would deploy. Whatever is printed here was answered to a real call.',
  );
  const assembly = await synthesize();
  const aws = await serveScenario(contactCenter, 0);
  try {
    const stage = stageOn(aws);
    const first = await playNow(stage);
    await deployGuard(aws, contactCenter, assembly, { ...contactCenter.settings, mode: 'observe' });
    stop.throwIfAborted();
    await contactCenterChapter(stage, assembly);
    await everyRuleChapter(stage);
    await beforeChapter(stage);
    await enforceChapter(stage);
    stop.throwIfAborted();
    const drift = beginning(stage);
    const opened = await driftChapter(stage);
    await remediationChapter(stage, drift, await noticedReason(stage, drift));
    stop.throwIfAborted();
    await afterChapter(stage, first, opened);
    stop.throwIfAborted();
    await recordsChapter(stage);
    await undoChapter(stage);
    space();
    tell(`Told in ${((Date.now() - started) / 1000).toFixed(1)} seconds.`);
    if (keep) {
      invite(aws, contactCenter);
      await aborted(stop);
    }
  } finally {
    await aws.close();
  }
}

endQuietlyWhenNobodyReads();
try {
  await tellStory(keepAsked());
} catch (error) {
  process.exitCode = ended(error);
}

/** @throws BadInput */
function keepAsked(): boolean {
  try {
    return parseArgs({ options: { keep: { type: 'boolean', default: false } } }).values.keep;
  } catch (error) {
    throw new BadInput(`${messageOf(error)} There is: npm start [-- --keep]`);
  }
}

function ended(error: unknown): number {
  if (error instanceof BadInput) {
    say(`${coloursFor(process.stderr).red('connect-guard:')} ${error.message}`);
    return exitCodes.badInput;
  }
  if (error instanceof Error && error.name === 'AbortError') return exitCodes.ok;
  if (error instanceof Disappointment) {
    process.stdout.write(`\n    ${bad('This is not how it should go:')} ${error.message}\n`);
    return exitCodes.fails;
  }
  say(
    `${coloursFor(process.stderr).red('connect-guard:')} ${error instanceof Error ? error.stack : messageOf(error)}`,
  );
  return exitCodes.failed;
}
