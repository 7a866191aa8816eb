import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { openWorld } from '#cli/audit/open-world.ts';
import { principalPoliciesPort } from '#shared/aws/principal-policies.ts';
import { statePort } from '#shared/aws/state.ts';
import {
  administratorRules,
  bucketRules,
  instanceRules,
  keyRules,
  streamRules,
} from '#shared/rules/registry.ts';
import { evaluate } from '#shared/usecases/evaluate.ts';
import { gatherAdministrators } from '#shared/usecases/gather-administrators.ts';
import { gatherBuckets } from '#shared/usecases/gather-buckets.ts';
import { gatherInstances } from '#shared/usecases/gather-instances.ts';
import { gatherKeys } from '#shared/usecases/gather-keys.ts';
import { gatherStreams } from '#shared/usecases/gather-streams.ts';
import { FakeConfig } from '../fakes/config.ts';
import { FakeRefresh } from '../fakes/refresh.ts';
import { deployment, home } from './large-account.ts';
import { scheduled } from './scheduled.ts';

/** Judges all by the rule that it is told, again and again, with real clients; AWS Config is a fake. */
const sockets: Socket[] = [];
subscribe('net.client.socket', (message) => {
  sockets.push((message as { socket: Socket }).socket);
});
const bytes = (): number =>
  sockets.reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0);

const { AWS_ENDPOINT_URL: endpoint = '', AWS_ACCESS_KEY_ID: accessKeyId = '' } = process.env;
const { AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = process.env;
const session = {
  endpoint,
  region: home.region,
  credentials: async () => ({ accessKeyId, secretAccessKey, expiration: new Date(8.64e15) }),
};
const iam = new IAMClient(session);
const world = {
  ...openWorld(session, deployment, 1e6, () => {}),
  state: statePort(new S3Client(session), deployment.stateBucket, home.account),
  principalPolicies: () => principalPoliciesPort(iam, home.account),
  config: new FakeConfig(),
  refresh: new FakeRefresh(),
};

function judge(rule: string) {
  const event = scheduled(rule);
  const kinds = [
    () => evaluate(world, { deployment, event, rules: bucketRules, gather: gatherBuckets(world) }),
    () => evaluate(world, { deployment, event, rules: instanceRules, gather: gatherInstances }),
    () => evaluate(world, { deployment, event, rules: keyRules, gather: gatherKeys(world) }),
    () => evaluate(world, { deployment, event, rules: streamRules, gather: gatherStreams(world) }),
    () =>
      evaluate(world, {
        ...{ deployment, event, rules: administratorRules },
        gather: gatherAdministrators(world),
      }),
  ];
  const lists = [bucketRules, instanceRules, keyRules, streamRules, administratorRules];
  const kind = lists.findIndex((rules) => rules.some(({ id }) => id === rule));
  const found = kinds[kind];
  if (!found) throw new Error(`${rule} is no rule`);
  return found();
}

process.on('message', async (rule: string) => {
  const [cpu, before] = [process.cpuUsage(), bytes()];
  const { judged } = await judge(rule);
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({
    resources: judged.length,
    cpuMilliseconds: (user + system) / 1000,
    bytes: bytes() - before,
  });
});
