import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '#infra/aws/synthesize.ts';
import { anOrganization } from './an-organization.ts';
import { type Json, place, resolve } from './resolve.ts';
import { readTemplate, type Template } from './template.ts';

// Not run live: a StackSet needs an organization. What is asserted is what is synthesized.

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Json }>>;

let folder: string;
let own: Template;
beforeAll(async () => {
  folder = await synthesize(anOrganization);
  own = await readTemplate();
}, 120_000);

const readJson = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'));

const resourcesOf = async (stack: string): Promise<Resources> =>
  resolve((await readJson(`${stack}.template.json`)).Resources) as unknown as Resources;

const regions = anOrganization.regions.split(',');
const assets = (account: string, region: string) =>
  `connect-storage-guard-assets-${account}-${region}`;

describe('the StackSet', () => {
  it('deploys to all accounts of the units, those that come later too, region after region', async () => {
    const { Members } = await resourcesOf('ConnectStorageGuardOrganization');
    expect(Members?.Properties).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'SELF',
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: true },
      OperationPreferences: { RegionConcurrencyType: 'SEQUENTIAL', RegionOrder: regions },
      StackInstancesGroup: [
        {
          DeploymentTargets: {
            OrganizationalUnitIds: anOrganization.organizationalUnits.split(','),
          },
          Regions: regions,
        },
      ],
    });
  });

  it('says in every account where the code lies, where AWS Config records IAM and what is chosen', async () => {
    const { Members } = await resourcesOf('ConnectStorageGuardOrganization');
    expect(Members?.Properties).toMatchObject({
      Parameters: [
        { ParameterKey: 'HomeRegion', ParameterValue: 'eu-central-1' },
        { ParameterKey: 'SecurityHub', ParameterValue: 'On' },
        { ParameterKey: 'AssetsAccount', ParameterValue: place.account },
      ],
    });
  });

  it('takes a template that is uploaded before, once the buckets are there', async () => {
    const { Members } = await resourcesOf('ConnectStorageGuardOrganization');
    const { files } = await readJson('ConnectStorageGuardOrganization.assets.json');
    const template = Object.values<{ source: { path: string }; destinations: object }>(files).find(
      ({ source }) => source.path === 'ConnectStorageGuardMember.template.json',
    );
    const [uploaded, ...others] = Object.values(template?.destinations ?? {});
    expect(others).toEqual([]);
    expect(uploaded).toMatchObject({
      bucketName: assets('${AWS::AccountId}', 'eu-central-1'),
      region: 'eu-central-1',
    });
    expect(Members?.Properties).toMatchObject({
      TemplateURL: `https://${assets(place.account, 'eu-central-1')}.s3.eu-central-1.AWS::URLSuffix/${uploaded.objectKey}`,
    });
    const { artifacts } = await readJson('manifest.json');
    expect(artifacts.ConnectStorageGuardOrganization.dependencies).toEqual(
      expect.arrayContaining(regions.map((region) => `ConnectStorageGuardAssets-${region}`)),
    );
  });
});

describe('the template of the members', () => {
  it('is that of one account, but for where its code lies', async () => {
    const members = await resourcesOf('ConnectStorageGuardMember');
    const different = [...own.resources].filter(
      ([id, resource]) => JSON.stringify(resource) !== JSON.stringify(members[id]),
    );
    expect(Object.keys(members).toSorted()).toEqual([...own.resources.keys()].toSorted());
    expect(new Set(different.map(([, { Type }]) => Type))).toEqual(
      new Set(['AWS::Lambda::Function']),
    );
  });

  it('is no stack that could be deployed by mistake', async () => {
    const { artifacts } = await readJson('manifest.json');
    expect(Object.keys(artifacts)).not.toContain('ConnectStorageGuardMember');
  });

  it('names code that is uploaded to the bucket of each region', async () => {
    const { files } = await readJson('ConnectStorageGuardOrganization.assets.json');
    const uploads = Object.values<{ destinations: object }>(files)
      .flatMap(({ destinations }) => Object.values(destinations))
      .map(({ bucketName, objectKey, region }) => `${region} ${bucketName}/${objectKey}`);
    const functions = Object.values(await resourcesOf('ConnectStorageGuardMember')).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );
    const keys = functions.map(({ Properties }) => {
      const { Code } = Properties as { Code: { S3Bucket: string; S3Key: string } };
      expect(Code.S3Bucket).toBe(assets('AssetsAccount', place.region));
      return Code.S3Key;
    });
    expect(keys.length).toBeGreaterThan(0);
    expect(uploads).toEqual(
      expect.arrayContaining(
        keys.flatMap((key) =>
          regions.map((region) => `${region} ${assets('${AWS::AccountId}', region)}/${key}`),
        ),
      ),
    );
  });
});

describe('the bucket of code', () => {
  it('is read by the organization only, written by nobody of it, and outlives its stack', async () => {
    const { Assets, AssetsPolicy } = await resourcesOf('ConnectStorageGuardAssets-us-east-1');
    expect(Assets).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { BucketName: assets(place.account, 'us-east-1') },
    });
    expect(AssetsPolicy?.Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:GetObject',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': anOrganization.organization } },
          },
          { Sid: 'DenyPlaintext', Effect: 'Deny' },
        ],
      },
    });
  });
});

it('the aggregator sees the same regions', async () => {
  const { Aggregator } = await resourcesOf('ConnectStorageGuardOrganization');
  expect(Aggregator?.Properties).toMatchObject({
    OrganizationAggregationSource: { AwsRegions: regions, RoleArn: 'AggregatorRole.Arn' },
  });
});
