import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly } from '#infra/local/cloudformation/assembly.ts';
import type { Json } from '#infra/local/cloudformation/json.ts';

/** An assembly in memory: resources, and the source of each function's `index.mjs` by asset name. */
export function assemblyOf(
  resources: Readonly<Record<string, Json>>,
  functions: Readonly<Record<string, string>> = {},
  sections: Readonly<Record<string, Json>> = {},
): Assembly {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-stack-'));
  for (const [name, source] of Object.entries(functions)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), source);
  }
  return {
    stackName: 'Fixture',
    template: { Resources: resources, ...sections },
    asset: (_, bucket, key) =>
      bucket === 'assets' && Object.hasOwn(functions, key) ? join(folder, key) : undefined,
  };
}

/** A role that `service` may assume. */
export const roleResource = (
  service: string,
  statements: readonly Json[] = [],
  properties: Readonly<Record<string, Json>> = {},
): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    ...(statements.length === 0
      ? {}
      : {
          Policies: [
            {
              PolicyName: 'Permissions',
              PolicyDocument: { Version: '2012-10-17', Statement: statements },
            },
          ],
        }),
    ...properties,
  },
});

/** A function from the asset `asset` that runs as the resource `role`. */
export const functionResource = (
  asset: string,
  role: string,
  properties: Readonly<Record<string, Json>> = {},
): Json => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: asset,
    Code: { S3Bucket: 'assets', S3Key: asset },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': [role, 'Arn'] },
    Timeout: 10,
    ...properties,
  },
});

/** Lets a service invoke the resource `lambda`. @param from `SourceArn` or `SourceAccount` */
export const permissionResource = (
  lambda: string,
  service: string,
  from: Readonly<Record<string, Json>> = {},
): Json => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    FunctionName: { Ref: lambda },
    Action: 'lambda:InvokeFunction',
    Principal: service,
    ...from,
  },
});

/** Lets a function write its own logs. */
export const writeLogs: Json = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: '*',
};
