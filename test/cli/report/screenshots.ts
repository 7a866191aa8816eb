import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deployGuard, serveScenario } from '#cli/local/start.ts';
import { createProgram } from '#cli/program.ts';
import { synthesize } from '#infra/aws/synthesize.ts';
import { contactCenter } from '#infra/local/scenarios/contact-center.ts';
import { launch } from './browser.ts';

/** `npm run screenshots`: the report of the contact center, before anything is put right. */
const docs = join(import.meta.dirname, '../../../docs');
const folder = mkdtempSync(join(tmpdir(), 'connect-guard-report-'));
const report = join(folder, 'report.html');
try {
  await audit();
  await photograph();
} finally {
  rmSync(folder, { recursive: true });
}

async function audit(): Promise<void> {
  const aws = await serveScenario(contactCenter, 0);
  await using _ = { [Symbol.asyncDispose]: () => aws.close() };
  await deployGuard(aws, contactCenter, await synthesize(), {
    ...contactCenter.settings,
    mode: 'observe',
  });
  const credentials = aws.credentialsFor(contactCenter.auditor);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.home.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  });
  const asked = ['audit', '--rate', '1000', '--impact', '--format', `html=${report}`];
  await createProgram().parseAsync(asked, { from: 'user' });
  process.exitCode = 0;
}

/** With the fonts that the style sheet asks for first, which this machine may not have. */
async function photograph(): Promise<void> {
  const fonts = [
    fontFace('Inter', 'inter'),
    fontFace('Source Serif 4', 'source-serif-4'),
    fontFace('JetBrains Mono', 'jetbrains-mono'),
  ].join('\n');
  const browser = await launch();
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      colorScheme,
      bypassCSP: true,
      viewport: { width: 1280, height: 1660 },
    });
    const page = await context.newPage();
    await page.goto(pathToFileURL(report).href);
    await page.addStyleTag({ content: fonts });
    await page.evaluate('document.fonts.ready');
    await page.screenshot({ path: join(docs, `report-${colorScheme}.png`) });
  }
  await browser.close();
}

function fontFace(family: string, name: string): string {
  const path = `@fontsource-variable/${name}/files/${name}-latin-wght-normal.woff2`;
  const data = readFileSync(new URL(import.meta.resolve(path))).toString('base64');
  return `@font-face { font-family: "${family}"; font-weight: 100 900; src: url(data:font/woff2;base64,${data}) }`;
}
