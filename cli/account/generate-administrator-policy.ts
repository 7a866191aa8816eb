import { inventoryKey, parseInventory } from '#shared/connect/stored-inventory.ts';
import {
  type AdministratorPolicyFacts,
  parseAdministratorFacts,
} from '#shared/generate/administrator-facts.ts';
import { administratorPolicies, type Form } from '#shared/generate/administrator-policy.ts';
import { administratorFactsFrom } from '#shared/generate/facts-from-inventory.ts';
import { unscopedAdministration } from '#shared/generate/unscoped-administration.ts';
import { parseJson } from '#shared/policy/json.ts';
import type { AwsOptions } from '../aws-options.ts';
import { BadInput, Failed } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readAs } from '../input.ts';
import { printPolicies } from '../offline/print-policies.ts';
import { say } from '../terminal.ts';

interface Options extends AwsOptions {
  readonly instance?: string;
  readonly facts?: string;
  readonly form: Form;
}

/**
 * From a file no AWS is asked; else from the inventory of the account.
 * @throws BadInput without an instance, or when the file is about another one
 * @throws Failed when the inventory does not know the instance well enough
 */
export async function runGenerateAdministratorPolicy(options: Options): Promise<ExitCode> {
  const facts = await (options.facts === undefined
    ? fromAccount(options)
    : fromFile(options.facts, options.instance));
  if (options.form === 'tight') {
    for (const { actions, because } of unscopedAdministration) {
      say(`Mind: on every resource stay ${actions.join(', ')}: ${because}.`);
    }
  }
  printPolicies(administratorPolicies(facts, options.form));
  return exitCodes.ok;
}

async function fromFile(path: string, instance = ''): Promise<AdministratorPolicyFacts> {
  const facts = await readAs(path, (text) => parseAdministratorFacts(parseJson(text)));
  if (instance !== '' && instance !== facts.instance) {
    throw new BadInput(`--instance is ${instance}, but ${path} is about ${facts.instance}`);
  }
  return facts;
}

async function fromAccount(options: Options): Promise<AdministratorPolicyFacts> {
  if (options.instance === undefined) {
    throw new BadInput('--instance ARN is needed, or --facts FILE');
  }
  const { openAccount } = await import('./open-account.ts');
  const { readable, stateOf } = await import('./state.ts');
  const account = await openAccount(options);
  const stored = readable(await stateOf(account).read(inventoryKey), account);
  if (!stored) throw new Failed('no inventory has been taken yet: the first takes some minutes');
  const made = administratorFactsFrom(parseInventory(stored.body), options.instance);
  if ('problem' in made) throw new Failed(made.problem);
  return made.facts;
}
