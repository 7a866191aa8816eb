import middy from '@middy/core';
import { notTold } from '#functions/announce.ts';
import { deployment, startableRules } from '#functions/deployment.ts';
import { judgeSettings } from '#functions/judge-settings.ts';
import { notify } from '#functions/ports/notify.ts';
import { uploadErrors } from '#functions/ports/upload-errors.ts';
import * as ports from '#functions/ports.ts';
import { gauge, logger, telemetry } from '#functions/telemetry.ts';
import { parseSettingsWriter, tellNews } from '#shared/usecases/tell-news.ts';

const place = deployment();
const rules = startableRules().map(({ configRule }) => configRule);
const world = {
  clock: ports.clock,
  exceptions: ports.remediationExceptions(),
  notify: notify(),
  recorder: ports.recorder(),
  state: ports.state(),
  uploads: uploadErrors(),
};

/** Tells people what nobody else tells: on schedule, and when the settings were written. */
export const handler = middy()
  .use(telemetry)
  .handler(async (received: unknown) => {
    const { faults, ...news } = await tellNews(
      world,
      place,
      rules,
      parseSettingsWriter(received, place),
    );
    for (const fault of faults) notTold(fault);
    const { exceptions, inventoryAge, recorderTrouble, settingsFault } = news;
    await judgeSettings(settingsFault);
    if (exceptions !== undefined) gauge('REMEDIATION_EXCEPTIONS', exceptions);
    if (recorderTrouble !== undefined) gauge('RECORDER_TROUBLE', recorderTrouble ? 1 : 0);
    if (inventoryAge !== undefined) gauge('INVENTORY_AGE_MINUTES', inventoryAge);
    logger.info('looked for news', { ...news });
    return news;
  });
