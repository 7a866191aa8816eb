import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { renderHtml } from '#cli/report/html/render.ts';
import { launch } from './browser.ts';
import { hostile, hostileText } from './hostile.ts';
import { sample } from './sample.ts';

jest.setTimeout(60_000);

describe('the report in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const save = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return pathToFileURL(path).href;
  };
  const address = save('sample.html', renderHtml(sample));

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens a page with everything unfolded and notes all that should never happen on it. */
  async function opened(url: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const noted: string[] = [];
    page.on('console', (message) => noted.push(message.text()));
    page.on('pageerror', (error) => noted.push(error.message));
    page.on('dialog', (dialog) => noted.push(dialog.message()));
    page.on('request', (request) => {
      if (request.url() !== url) noted.push(request.url());
    });
    await page.goto(url);
    await page.locator('details').evaluateAll((all) => {
      for (const each of all) each.setAttribute('open', '');
    });
    return { page, noted, [Symbol.asyncDispose]: () => context.close() };
  }

  const attributes = (page: Page, selector: string, name: string): Promise<string[]> =>
    page
      .locator(selector)
      .evaluateAll((all, of) => all.map((each) => each.getAttribute(of) ?? ''), name);

  const widthOf = (page: Page): Promise<number> =>
    page.locator('html').evaluate((root) => root.scrollWidth);

  const ran = (page: Page): Promise<unknown> => page.evaluate('globalThis.hostile');

  it.each(['light', 'dark'] as const)(
    'meets WCAG AA, contrast too, on %s ground',
    async (colorScheme) => {
      await using report = await opened(address, { colorScheme });
      const { violations, passes } = await new AxeBuilder({ page: report.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain('color-contrast');
      expect(report.noted).toEqual([]);
    },
  );

  it.each([360, 1280])('is no wider than a window of %d pixels', async (width) => {
    await using report = await opened(address, { viewport: { width, height: 800 } });
    expect(await widthOf(report.page)).toBe(width);
  });

  it('lets the keyboard reach every finding and every fold', async () => {
    await using report = await opened(address);
    const { page } = report;
    const wanted = await attributes(page, 'article.finding', 'id');
    const folds = await page.locator('summary').count();
    const reached = new Set<string>();
    let unfolded = 0;
    for (let presses = 0; presses < 400; presses++) {
      await page.keyboard.press('Tab');
      const focus = page.locator(':focus');
      if ((await focus.count()) === 0) break;
      const at = await focus.evaluate((each) => ({
        fold: each.localName === 'summary',
        finding: each.closest('h4')?.closest('article')?.id,
      }));
      if (at.finding) reached.add(at.finding);
      if (at.fold) unfolded += 1;
    }
    expect(wanted.length).toBeGreaterThan(10);
    expect([...reached]).toEqual(wanted);
    expect(unfolded).toBe(folds);
  });

  it('leads from a cell of the table to the finding', async () => {
    await using report = await opened(address);
    const row = report.page.locator('.matrix').getByRole('row', { name: /^acme-clinic/ });
    await row
      .getByRole('link', { name: 'bucket-policy-least-privilege: cannot tell' })
      .press('Enter');
    const target = report.page.locator('article:target');
    await target.waitFor();
    expect(await target.locator('h4').textContent()).toContain('acme-connect-clinic');
  });

  it('has no link that leads nowhere and no id twice', async () => {
    await using report = await opened(address);
    const ids = await attributes(report.page, '[id]', 'id');
    const links = await attributes(report.page, 'a[href^="#"]', 'href');
    expect(links.filter((href) => !ids.includes(href.slice(1)))).toEqual([]);
    expect(ids.length).toBe(new Set(ids).size);
  });

  it('prints what is folded', async () => {
    await using report = await opened(address);
    const fold = report.page.locator('#in-order details').first();
    await fold.evaluate((each) => each.removeAttribute('open'));
    const line = fold.locator('li').first();
    expect(await line.isVisible()).toBe(false);
    await report.page.emulateMedia({ media: 'print' });
    expect(await line.isVisible()).toBe(true);
  });

  it('takes names, policies and messages for text, whatever they hold', async () => {
    const url = save('hostile.html', renderHtml(hostile));
    await using report = await opened(url, { viewport: { width: 360, height: 800 } });
    const { page } = report;
    const harmful = 'script, img, iframe, object, embed, base, form, link, foreignObject, image';
    expect(await page.locator(harmful).count()).toBe(0);
    const names = await page
      .locator('*')
      .evaluateAll((all) => all.flatMap((each) => each.getAttributeNames()));
    expect(names.filter((name) => /^on|^style$|:/.test(name))).toEqual([]);
    const links = await attributes(page, 'a', 'href');
    expect(
      links.filter((href) => !/^(#[\w-]+$|https:\/\/docs\.aws\.amazon\.com\/)/.test(href)),
    ).toEqual([]);
    const text = await page.locator('body').textContent();
    expect(text).toContain(hostileText.script);
    expect(text).toContain('gnp.⟨U+202E⟩exe⟨U+2066⟩⟨U+0000⟩⟨U+FEFF⟩');
    expect(await ran(page)).toBeUndefined();
    expect(await widthOf(page)).toBe(360);
    expect(report.noted).toEqual([]);
  });

  it('runs no script, loads nothing and takes no style even if something got through', async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, answer) => {
      asked.push(url);
      answer.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const smuggled = `<script>globalThis.hostile = 1</script><script src="${elsewhere}/a.js"></script>
<img src="${elsewhere}/b.png" onerror="globalThis.hostile = 2"><iframe src="${elsewhere}/c"></iframe>
<style>#reading { display: none }</style><p id="styled" style="display:none">shown</p>`;
    const url = save('broken.html', renderHtml(sample).replace('</main>', `${smuggled}</main>`));
    await using report = await opened(url);
    expect(await ran(report.page)).toBeUndefined();
    expect(await report.page.locator('#reading').isVisible()).toBe(true);
    expect(await report.page.locator('#styled').isVisible()).toBe(true);
    expect(asked).toEqual([]);
    server.close();
  });
});
