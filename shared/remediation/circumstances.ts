import { decide, type Policies } from '#shared/policy/decide.ts';
import type { Request } from '#shared/policy/request.ts';
import { listed } from '#shared/rules/judgements.ts';

/**
 * What an allowed request needs beside who asks for what: ` when aws:SourceVpce is vpce-1`; empty
 * when it needs nothing. A key counts that the request would be refused without.
 */
export function circumstances(request: Request, policies: Policies): string {
  const { context = {} } = request;
  const needed = Object.entries(context).filter(([key]) => {
    const { [key]: _, ...rest } = context;
    return decide({ ...request, context: rest }, policies).decision !== 'Allow';
  });
  if (needed.length === 0) return '';
  return ` when ${listed(needed.map(([key, value]) => `${key} is ${[value].flat().join(', ')}`))}`;
}
