import type { Form } from '#shared/generate/administrator-policy.ts';
import {
  articleDecryptStatement,
  bucketKeyStatement,
  tightDeliveryRolePolicy,
} from '#shared/generate/delivery-policies.ts';
import { Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print } from '../terminal.ts';
import { type DeliveryOptions, readDeliveryFacts } from './delivery-facts.ts';

interface Options extends DeliveryOptions {
  readonly form: Form;
}

/** @throws Failed when the bucket has no key of the customer's: then nobody has to be let in. */
export async function runGenerateKeyPolicy(options: Options): Promise<ExitCode> {
  const facts = await readDeliveryFacts(options);
  const { bucket, bucketKey } = facts;
  if (!bucketKey)
    throw new Failed(`${bucket} has no key of yours: no key policy has to be changed`);
  print(JSON.stringify(bucketKeyStatement(facts, bucketKey, options.form), null, 2));
  return exitCodes.ok;
}

/** @throws Failed when the published statement is wanted and the stream has no key of the customer's. */
export async function runGenerateDeliveryRolePolicy(options: Options): Promise<ExitCode> {
  const facts = await readDeliveryFacts(options);
  if (options.form === 'tight') {
    print(JSON.stringify(tightDeliveryRolePolicy(facts), null, 2));
    return exitCodes.ok;
  }
  const { stream, streamKey } = facts;
  if (!streamKey)
    throw new Failed(`${stream} has no key of yours: there is nothing to decrypt with`);
  print(JSON.stringify(articleDecryptStatement(stream, streamKey), null, 2));
  return exitCodes.ok;
}
