import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stackName, synthesize } from '#infra/aws/synthesize.ts';
import { resolve } from './resolve.ts';

// biome-ignore lint/suspicious/noExplicitAny: a template is as deep as CloudFormation makes it
export type Properties = any;

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Template {
  readonly text: string;
  readonly resources: ReadonlyMap<string, Resource>;
  of(type: string): readonly Resource[];
}

/** The synthesized template, with its intrinsics resolved for one place. */
export async function readTemplate(): Promise<Template> {
  const assembly = await synthesize();
  const text = await readFile(join(assembly, `${stackName}.template.json`), 'utf8');
  const document = JSON.parse(text);
  const resources = new Map(
    Object.entries(document.Resources).map(([id, resource]) => [
      id,
      resolve(resource as Parameters<typeof resolve>[0]) as unknown as Resource,
    ]),
  );
  return {
    text,
    resources,
    of: (type) => [...resources.values()].filter(({ Type }) => Type === type),
  };
}

export interface Statement {
  readonly role: string;
  readonly Sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly Condition?: unknown;
}

/** Every Allow that the roles of the stack are given. */
export const granted = (template: Template): readonly Statement[] =>
  template.of('AWS::IAM::Role').flatMap(({ Properties }) =>
    Properties.Policies.flatMap((policy: Properties) =>
      policy.PolicyDocument.Statement.map((statement: Properties) => ({
        role: Properties.RoleName,
        Sid: statement.Sid,
        actions: [statement.Action].flat(),
        resources: [statement.Resource].flat(),
        Condition: statement.Condition,
      })),
    ),
  );
