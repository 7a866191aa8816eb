import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '../world.ts';
import { isJsonObject, type Json } from './json.ts';
import { TemplateError } from './template.ts';

/** A synthesized template with the files that it needs. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Json;
  /** The file or folder of an asset, by the bucket and key that it would be uploaded to. */
  asset(scope: Scope, bucket: string, key: string): string | undefined;
}

/**
 * Loads what `cdk synth` wrote to `directory` (`cdk.out`).
 * @param stackName which stack; not needed when there is just one
 * @throws {@link TemplateError} when there is no such stack, or the name is needed.
 */
export function loadAssembly(directory: string, stackName?: string): Assembly {
  const ending = '.template.json';
  const stacks = readdirSync(directory)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));
  const [only, ...others] = stackName === undefined ? stacks : [stackName];
  if (only === undefined || others.length > 0 || !stacks.includes(only)) {
    const found = stacks.length === 0 ? 'none' : stacks.join(', ');
    throw new TemplateError(directory, `which stack? There is ${found}`);
  }
  const files = readJson(join(directory, `${only}.assets.json`), 'files');
  return {
    stackName: only,
    template: JSON.parse(readFileSync(join(directory, `${only}${ending}`), 'utf8')),
    asset: (scope, bucket, key) => assetPath(directory, files, scope, bucket, key),
  };
}

function readJson(file: string, member: string): Json {
  const document: Json = JSON.parse(readFileSync(file, 'utf8'));
  return (isJsonObject(document) ? document[member] : undefined) ?? {};
}

function assetPath(
  directory: string,
  files: Json,
  scope: Scope,
  bucket: string,
  key: string,
): string | undefined {
  const place = (text: Json | undefined): string =>
    String(text)
      .replaceAll('${AWS::AccountId}', scope.account)
      .replaceAll('${AWS::Region}', scope.region)
      .replaceAll('${AWS::Partition}', scope.partition);
  for (const file of isJsonObject(files) ? Object.values(files) : []) {
    if (!isJsonObject(file) || !isJsonObject(file.source) || !isJsonObject(file.destinations)) {
      continue;
    }
    const { path } = file.source;
    const matches = Object.values(file.destinations).some(
      (destination) =>
        isJsonObject(destination) &&
        place(destination.bucketName) === bucket &&
        place(destination.objectKey) === key,
    );
    if (matches && typeof path === 'string') return join(directory, path);
  }
  return undefined;
}
