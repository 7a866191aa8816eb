import { tokenBucket } from '#shared/aws/token-bucket.ts';
import type { Deployment } from '#shared/connect/deployment.ts';
import type { ConnectPort } from '#shared/ports.ts';
import { readSettings } from '#shared/usecases/settings.ts';
import { lazily } from '../lazily.ts';
import { clock, state } from '../ports.ts';

/** Keeps to the rate that the settings give. They are read when there is something to ask. */
export const connect = (place: Deployment): ConnectPort => lazily(() => connectAtRate(place));

/** While the settings cannot be read, one request a second. */
async function connectAtRate(place: Deployment): Promise<ConnectPort> {
  const settings = await readSettings(state(), place);
  const rate = settings.state === 'known' ? settings.value.connect?.requestsPerSecond : undefined;
  const { connectClient, connectPort } = await import('#shared/aws/connect.ts');
  return connectPort(connectClient(), tokenBucket(clock, rate ?? 1, 'waiting'));
}
