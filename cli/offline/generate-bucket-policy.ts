import { objectAt } from '#shared/connect/json-shape.ts';
import { generateBucketPolicy, maximumPolicyBytes } from '#shared/generate/bucket-policy.ts';
import { type BaselineFacts, parseFacts } from '#shared/generate/facts.ts';
import { parseJson } from '#shared/policy/json.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readAs } from '../input.ts';
import { print, say } from '../terminal.ts';

interface Options {
  readonly facts: string;
  readonly profile?: string;
}

/** @throws BadInput naming the file and the path of the fault in it. */
export async function runGenerateBucketPolicy({
  facts: path,
  profile,
}: Options): Promise<ExitCode> {
  const facts = await readAs(path, (text) => {
    const json = objectAt(parseJson(text), '$');
    return parseFacts(profile === undefined ? json : { ...json, profile });
  });
  const policy = JSON.stringify(generateBucketPolicy(facts), null, 2);
  for (const warning of warningsAbout(facts, policy)) say(`Mind: ${warning}`);
  print(policy);
  return exitCodes.ok;
}

function warningsAbout(facts: BaselineFacts, policy: string): readonly string[] {
  const bytes = Buffer.byteLength(JSON.stringify(JSON.parse(policy)));
  return [
    ...(facts.administrators.length === 0
      ? ['no administrators are named, so only root could change this policy again.']
      : []),
    ...(bytes > maximumPolicyBytes
      ? [`the policy has ${bytes} bytes; S3 takes ${maximumPolicyBytes}.`]
      : []),
  ];
}
