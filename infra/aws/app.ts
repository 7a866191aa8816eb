import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleFunction, functionFolders } from '#infra/build/bundle-functions.ts';
import { refuseUnknownContext } from './context.ts';
import { refuseNagFindings } from './nag.ts';
import { assetBucketSuppressions, organizationSuppressions } from './nag-suppressions.ts';
import { organizationChoices } from './organization/choices.ts';
import { createOrganization } from './organization/organization.ts';
import { createStack } from './stack.ts';

const bundles = mkdtempSync(join(tmpdir(), 'connect-storage-guard-'));
try {
  const app = new App({ analyticsReporting: false, autoSynth: false });
  const context = app.node.getAllContext();
  refuseUnknownContext(context);
  const organization = organizationChoices(context);
  await Promise.all(functionFolders().map((name) => bundleFunction(name, join(bundles, name))));
  refuseNagFindings(createStack(app, bundles));
  if (organization) {
    const { buckets, stack, securityHub } = createOrganization(app, bundles, organization);
    for (const bucket of buckets) refuseNagFindings(bucket, assetBucketSuppressions);
    refuseNagFindings(stack, organizationSuppressions);
    for (const rule of securityHub) refuseNagFindings(rule, []);
  }
  app.synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(bundles, { recursive: true });
}
