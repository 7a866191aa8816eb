import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Files of the SDK that do in a Lambda function what ours do with less. */
const replaced: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node/dist-es/index.js': 'environment-credentials.ts',
  '@smithy/core/dist-es/submodules/config/node-config-provider/configLoader.js':
    'environment-configuration.ts',
  '@smithy/core/dist-es/submodules/event-streams/index.js': 'no-event-streams.ts',
  '@smithy/core/dist-es/submodules/serde/util-body-length/calculateBodyLength.js': 'body-length.ts',
  '@aws-sdk/signature-v4-multi-region/dist-es/SignatureV4MultiRegion.js': 'one-region-signer.ts',
};

const streams = '@smithy/core/dist-es/submodules/serde/util-stream';
const retries = '@smithy/core/dist-es/submodules/retry/util-retry';
const s3 = '@aws-sdk/middleware-sdk-s3/dist-es/submodules/s3';

/** Files of the SDK of which nothing runs in a Lambda function. Should it, it throws. */
const neverRun: readonly string[] = [
  // Where Node is built without OpenSSL's digests.
  '@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js',
  '@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js',
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js',
  // Where no region is set: Lambda sets it.
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
  // A retry mode that nobody has asked for.
  `${retries}/AdaptiveRetryStrategy.js`,
  `${retries}/DefaultRateLimiter.js`,
  // Bodies that are web streams, or streams at all: ours are in memory.
  '@smithy/core/dist-es/submodules/checksum/hash-stream-node/readableStreamHasher.js',
  `${streams}/checksum/createChecksumStream.browser.js`,
  `${streams}/createBufferedReadable.js`,
  `${streams}/getAwsChunkedEncodingStream.js`,
  `${streams}/headStream.browser.js`,
  `${streams}/sdk-stream-mixin.browser.js`,
  // Directory buckets, in which Connect stores nothing.
  '@aws-sdk/client-s3/dist-es/commands/CreateSessionCommand.js',
  `${s3}/middleware-s3-express/classes/S3ExpressIdentityProviderImpl.js`,
  `${s3}/middleware-s3-express/functions/signS3Express.js`,
  // Multi-region access points.
  '@aws-sdk/core/dist-es/submodules/httpAuthSchemes/aws_sdk/AwsSdkSigV4ASigner.js',
  // Requests that are a stream of events.
  '@smithy/signature-v4/dist-es/HeaderFormatter.js',
];

const modules = '/node_modules/';

/**
 * Leaves out of a bundle what the SDK has for other places than Lambda, and of the `package.json` of
 * its clients all but the version.
 * @throws when a file of the SDK is not imported any more: then look where it has gone to
 */
export const leftOut: Plugin = {
  name: 'left-out',
  setup({ onResolve, onLoad, onStart, onEnd }) {
    const missed = new Set<string>();
    onStart(() => {
      for (const file of [...Object.keys(replaced), ...neverRun]) missed.add(file);
    });
    onLoad({ filter: /node_modules\/@(aws-sdk|smithy)\/.*\.js$/ }, async ({ path }) => {
      const file = path.slice(path.lastIndexOf(modules) + modules.length);
      missed.delete(file);
      const ours = replaced[file];
      if (ours !== undefined) {
        const contents = await readFile(join(import.meta.dirname, ours), 'utf8');
        return { contents, loader: 'ts', resolveDir: dirname(path) };
      }
      return neverRun.includes(file)
        ? { contents: throwing(file, await readFile(path, 'utf8')) }
        : undefined;
    });
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error("${path} is left out of this bundle")`,
    }));
    onLoad({ filter: /@aws-sdk\/client-[^/]+\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    onEnd(({ errors }) => ({
      errors: (errors.length > 0 ? [] : [...missed]).map((file) => ({
        text: `${file} is not imported any more: what of it is left out has to be found again`,
      })),
    }));
  },
};

/** The same exports: functions that throw when they are called, classes that do when they are used. */
function throwing(file: string, source: string): string {
  const exports = [...source.matchAll(/^export (?:async )?(class|const|function\*?) (\w+)/gm)];
  return exports
    .map(([, kind, name]) => {
      const refuse = `throw new Error(${JSON.stringify(`${name} (${file}) is left out of this bundle`)})`;
      return kind === 'class'
        ? `export class ${name} { constructor() { return new Proxy(this, { get() { ${refuse} } }); } }`
        : `export function ${name}() { ${refuse} }`;
    })
    .join('\n');
}
