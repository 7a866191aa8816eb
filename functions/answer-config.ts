import middy from '@middy/core';
import { correlationId } from '#shared/connect/correlation.ts';
import { type ConfigEvent, parseConfigEvent } from '#shared/usecases/config-event.ts';
import type { EvaluationReport } from '#shared/usecases/evaluate.ts';
import { tellSecurityHub } from './security-hub.ts';
import { count, logger, telemetry } from './telemetry.ts';

/** As the remediation of the resource logs them, too: see the saved queries. */
const correlationOf = (event: ConfigEvent) => ({
  configRuleName: event.configRuleName,
  ...(event.kind === 'resource'
    ? {
        resourceType: event.resourceType,
        resourceId: event.resourceId,
        invokedAt: event.capturedAt,
      }
    : { invokedAt: event.notifiedAt }),
});

/** A handler for AWS Config's questions. Failing makes Lambda ask again. */
export const answerConfig = (evaluate: (event: ConfigEvent) => Promise<EvaluationReport>) =>
  middy()
    .use(telemetry)
    .handler(async (received: unknown) => {
      const event = parseConfigEvent(received);
      logger.appendKeys(correlationOf(event));
      const { evaluations, ...found } = await evaluate(event);
      const { judged } = found;
      for (const { resourceType, resourceId, judgement } of judged) {
        const { verdict, because, policyDigest } = judgement;
        count(verdict);
        logger.info(verdict, {
          resourceType,
          resourceId,
          because,
          ...(policyDigest && { correlationId: correlationId(resourceId, policyDigest) }),
        });
      }
      if (!event.testMode) await tellSecurityHub(found);
      return { evaluated: judged.length };
    });
