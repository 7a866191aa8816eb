import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RawStatement } from '#shared/policy/document.ts';
import type { Scope, StateSlot, World } from '../world.ts';

/** What a function is configured with. */
export interface FunctionSettings {
  readonly name: string;
  readonly role: string;
  readonly handler: string;
  readonly runtime: string;
  readonly architectures: readonly string[];
  /** Where its code lies on this machine. */
  readonly codeFolder: string;
  readonly description?: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly logGroup: string;
  /** ARN of an SQS queue. */
  readonly deadLetterTarget?: string;
  /** Whether Lambda sends traces to X-Ray by itself. */
  readonly tracing: 'Active' | 'PassThrough';
}

/** How asynchronous invocations of a function go. */
export interface AsynchronousSettings {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** ARN of an SQS queue. */
  readonly onFailure?: string;
}

export interface LambdaFunction {
  readonly arn: string;
  readonly scope: Scope;
  settings: FunctionSettings;
  codeSha256: string;
  lastModified: Date;
  revision: number;
  asynchronous: AsynchronousSettings;
  /** Statements of the resource policy, by their Sid. */
  readonly permissions: Map<string, RawStatement>;
}

export const asynchronousDefaults: AsynchronousSettings = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
};

/** By name. */
export type Functions = Map<string, LambdaFunction>;

const slot: StateSlot<Functions> = { name: 'lambda', span: 'region', create: () => new Map() };

export const functionsIn = (world: World, scope: Scope): Functions => world.state(slot, scope);

export const functionArn = (scope: Scope, name: string): string =>
  `arn:${scope.partition}:lambda:${scope.region}:${scope.account}:function:${name}`;

/** Makes a function, or gives an existing one of that name other settings and code. */
export function putFunction(
  world: World,
  scope: Scope,
  settings: FunctionSettings,
): LambdaFunction {
  const functions = functionsIn(world, scope);
  const codeSha256 = digestOf(settings.codeFolder);
  const existing = functions.get(settings.name);
  if (existing !== undefined) {
    Object.assign(existing, { settings, codeSha256, lastModified: world.clock.now() });
    existing.revision += 1;
    return existing;
  }
  const created: LambdaFunction = {
    arn: functionArn(scope, settings.name),
    scope,
    settings,
    codeSha256,
    lastModified: world.clock.now(),
    revision: 1,
    asynchronous: asynchronousDefaults,
    permissions: new Map(),
  };
  functions.set(settings.name, created);
  return created;
}

/** The resource policy as `GetPolicy` gives it; undefined while it has no statement. */
export function resourcePolicy(lambda: LambdaFunction): string | undefined {
  if (lambda.permissions.size === 0) return undefined;
  const statements = [...lambda.permissions.values()];
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

/** Base64 of SHA-256 over the names and contents of a folder's files. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(folder, name);
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
  }
  return hash.digest('base64');
}
