import { type App, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { suppressConfigFindings } from '../security-hub.ts';
import type { OrganizationChoices } from './choices.ts';
import { PublishingSynthesizer } from './synthesizers.ts';

/** The parameter of the guard, and its value that asks for an automation rule. */
export const suppressing = ['SecurityHub', 'OnSuppressingConfig'] as const;

/**
 * The automation rule for all members, in a stack of its own for each region: only the account to
 * which Security Hub is delegated can make one, and it holds in its region. None unless it is asked for.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html
 */
export function suppressConfigOfMembers(
  app: App,
  { regions, parameters }: OrganizationChoices,
): readonly Stack[] {
  const [name, value] = suppressing;
  if (parameters.get(name) !== value) return [];
  return regions.map((region) => {
    const stack = new Stack(app, `ConnectStorageGuardSecurityHub-${region}`, {
      description: `Connect Storage Guard: suppresses what AWS Config says of its rules in ${region}; for the administrator of Security Hub`,
      env: { region },
      synthesizer: new PublishingSynthesizer() as IStackSynthesizer,
    });
    suppressConfigFindings(stack);
    return stack;
  });
}
