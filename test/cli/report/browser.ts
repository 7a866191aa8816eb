import Chromium from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Without the flags that its package recommends for Lambda: some of them weaken what is tested. */
export async function launch(): Promise<Browser> {
  Chromium.setGraphicsMode = false;
  return chromium.launch({
    executablePath: await Chromium.executablePath(),
    args: ['--no-sandbox', '--headless=shell', '--disable-gpu', '--font-render-hinting=none'],
  });
}
