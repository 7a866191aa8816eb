import { createHash } from 'node:crypto';
import { putObject } from '../../services/s3/object-store.ts';
import type { ObjectEncryption } from '../../services/s3/state.ts';
import type { World } from '../../world.ts';
import { home } from './place.ts';

/** The same contacts in every run. */
function contactId(alias: string, minute: number): string {
  const hex = createHash('sha256').update(`${alias}|${minute}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const minutes = [15, 27, 42];
const stamp = (minute: number): string => `20261120T09:${minute}_UTC`;

const recordingKey = (alias: string, minute: number): string =>
  `connect/${alias}/CallRecordings/2026/11/20/${contactId(alias, minute)}_${stamp(minute)}.wav`;

/** The key of the first recording of an instance. */
export const firstRecording = (alias: string): string => recordingKey(alias, minutes[0] ?? 0);

/** What an instance has stored in a morning: recordings, a chat, and Contact Lens at the root. */
export function seedRecordings(
  world: World,
  bucket: string,
  alias: string,
  encryption?: ObjectEncryption,
): void {
  const store = (key: string, body: string | Uint8Array, type: string): void => {
    putObject(world, home, {
      bucket,
      key,
      body,
      headers: { ContentType: type },
      ...(encryption && { encryption }),
    });
  };
  for (const minute of minutes) {
    store(recordingKey(alias, minute), secondOfSilence(), 'audio/wav');
  }
  const chat = contactId(alias, 51);
  store(
    `connect/${alias}/ChatTranscripts/2026/11/20/${chat}_${stamp(51)}.json`,
    JSON.stringify({ Version: '2019-08-26', InitialContactId: chat, Transcript: [] }),
    'application/json',
  );
  const analysed = contactId(alias, minutes[0] ?? 0);
  store(
    `Analysis/Voice/2026/11/20/${analysed}_analysis_2026-11-20T09:16:02Z.json`,
    JSON.stringify({ Channel: 'VOICE', Version: '1.1.0', Transcript: [] }),
    'application/json',
  );
}

/** 8 kHz, 16 bit, mono: a WAV file that plays. */
function secondOfSilence(): Uint8Array {
  const rate = 8000;
  const file = Buffer.alloc(44 + rate * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(rate * 2, 40);
  return file;
}
