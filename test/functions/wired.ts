import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { rules } from '#shared/rules/registry.ts';
import { account, type ContactCenter, contactCenter, region } from '../fakes/contact-center.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The handlers are wired once, to an account that each test makes anew. */
export class Wired {
  world: ContactCenter = contactCenter();
  /** What the functions have printed. */
  readonly written: string[] = [];
  readonly #handlers = new Map<string, Handler>();

  /** Before any handler is loaded by somebody else. */
  static async load(): Promise<Wired> {
    const wired = new Wired();
    wired.#replacePorts();
    Object.assign(process.env, {
      AWS_REGION: region,
      CONNECT_STORAGE_GUARD_PARTITION: 'aws',
      CONNECT_STORAGE_GUARD_ACCOUNT: account,
      CONNECT_STORAGE_GUARD_RECORDER_ROLE: `arn:aws:iam::${account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      CONNECT_STORAGE_GUARD_RULES:
        '{"bucket":["bucket-policy-least-privilege"],"key":["key-rotated"]}',
    });
    const capture = (chunk: string | Uint8Array) => {
      wired.written.push(String(chunk));
      return true;
    };
    jest.spyOn(process.stdout, 'write').mockImplementation(capture);
    jest.spyOn(process.stderr, 'write').mockImplementation(capture);
    for (const name of [
      ...new Set(rules.map(({ kind }) => `evaluate-${kind}s`)),
      'remediate-bucket-policy',
      'restore-bucket-policy',
      'follow-changes',
      'notify-people',
    ]) {
      const { handler } = await import(`#functions/${name}/handler.ts`);
      wired.#handlers.set(name, handler);
    }
    return wired;
  }

  /** Another account, and nothing printed. */
  begin(): void {
    this.world = contactCenter();
    this.written.length = 0;
  }

  async invoke(name: string, event: unknown): Promise<unknown> {
    const handler = this.#handlers.get(name);
    if (!handler) throw new Error(`no handler ${name}`);
    return handler(event, context);
  }

  /** The lines printed so far, those that are JSON. */
  get lines(): readonly Readonly<Record<string, unknown>>[] {
    return this.written
      .flatMap((text) => text.trim().split('\n'))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
  }

  #replacePorts(): void {
    const current = <K extends keyof ContactCenter>(name: K): ContactCenter[K] =>
      new Proxy({} as ContactCenter[K], {
        get: (_, key) => {
          const port = this.world[name];
          const member = Reflect.get(port, key);
          return typeof member === 'function' ? member.bind(port) : member;
        },
      });
    const replace = (file: string, ports: Readonly<Record<string, unknown>>) =>
      jest.unstable_mockModule(`#functions/${file}.ts`, () => ports);
    replace('ports', {
      bucketConfiguration: () => current('configuration'),
      buckets: () => current('bucket'),
      clock: current('clock'),
      config: () => current('config'),
      iam: () => current('iam'),
      principalPolicies: () => this.world.principalPolicies(),
      recorder: () => current('recorder'),
      remediationExceptions: () => current('exceptions'),
      state: () => current('state'),
    });
    replace('ports/connect', { connect: () => current('connect') });
    replace('ports/delivery-streams', { deliveryStreams: () => current('deliveryStreams') });
    replace('ports/keys', { keys: () => current('keys') });
    replace('ports/notify', { notify: () => current('notify') });
    replace('ports/refresh', { refresh: () => current('refresh') });
    replace('ports/streams', { streams: () => current('streams') });
    replace('ports/trails', { trails: () => current('trails') });
    replace('ports/upload-errors', { uploadErrors: () => current('uploads') });
  }
}

const context = {
  functionName: 'connect-storage-guard-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:connect-storage-guard-test`,
  memoryLimitInMB: '512',
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  getRemainingTimeInMillis: () => 900_000,
} as Context;
