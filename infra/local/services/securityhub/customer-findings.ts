import type * as client from '@aws-sdk/client-securityhub';
import { nextPage } from '../../next-page.ts';
import { onHub } from './access.ts';
import { passes } from './filters.ts';
import { enabledHub, findingKey, hubIn, visibleFindings } from './state.ts';

const perPage = 100;

/** What customers do with findings. */
export const customerOperations = {
  GetFindings: onHub(
    'GetFindings',
    ({ world, scope, input }: { input: client.GetFindingsRequest } & Asked) => {
      const all = visibleFindings(world, scope).filter((each) => passes(input.Filters ?? {}, each));
      const { items, next } = nextPage(all, input, perPage);
      return { Findings: items, ...next };
    },
  ),

  BatchUpdateFindings: onHub(
    'BatchUpdateFindings',
    ({ world, scope, input }: { input: client.BatchUpdateFindingsRequest } & Asked) => {
      const { FindingIdentifiers: asked = [], Note, ...fields } = input;
      const accounts = [scope.account, ...enabledHub(world, scope).members];
      const hubs = accounts.map((account) => hubIn(world, { ...scope, account }));
      const now = world.clock.now().toISOString();
      const found = asked.map((identifier) => {
        const key = findingKey(identifier);
        const findings = hubs.map((hub) => hub.findings).find((each) => each.has(key));
        const finding = findings?.get(key);
        if (!findings || !finding) return { identifier, found: false };
        findings.set(key, {
          ...finding,
          ...(fields as Partial<client.AwsSecurityFinding>),
          ...(Note && { Note: { ...Note, UpdatedAt: now } }),
        });
        return { identifier, found: true };
      });
      return {
        ProcessedFindings: found.filter((each) => each.found).map((each) => each.identifier),
        UnprocessedFindings: found
          .filter((each) => !each.found)
          .map(({ identifier }) => ({
            FindingIdentifier: identifier,
            ErrorCode: 'FindingNotFound',
            ErrorMessage: 'Finding Not Found',
          })),
      };
    },
  ),
};

type Asked = Omit<Parameters<Parameters<typeof onHub>[1]>[0], 'input'>;
