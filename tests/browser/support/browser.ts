import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../../..');

/** Chromium as the peers have it, else as Debian installs it. A missing one fails in one line, it skips nothing. */
function findChromium(): string {
  const file = process.env.POPIS_TEST_PEERS;
  const peers: { chromium?: string } = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
  const executable = peers.chromium ?? '/usr/bin/chromium';
  if (existsSync(executable)) return executable;
  throw new Error(`no Chromium at ${executable}: apt-get install --no-install-recommends chromium`);
}

export interface TestBrowser {
  /** A browser window of its own, with its own cookies. */
  newContext(options?: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Playwright gives each browser a profile folder of its own and removes it. */
export async function launchBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return {
    newContext: (options) =>
      browser.newContext({
        viewport: { width: 1440, height: 900 },
        timezoneId: 'Europe/Belgrade',
        ...options,
      }),
    close: () => browser.close(),
  };
}

/** What a page must never do. */
export interface Misdeeds {
  list(): string[];
}

/** Collects dialogs, uncaught errors, console errors and violations of the content security policy. */
export async function watchMisdeeds(context: BrowserContext): Promise<Misdeeds> {
  const misdeeds: string[] = [];
  await context.exposeBinding('reportViolation', (_source, text: string) => {
    misdeeds.push(`violation: ${text}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sample } = event;
      const report: unknown = Reflect.get(window, 'reportViolation');
      if (typeof report === 'function') report(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  context.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('weberror', (event) => {
    misdeeds.push(`error: ${event.error().message}`);
  });
  context.on('console', (message) => {
    // An answer that is a problem is shown to the reader; that Chromium tells of it as well is no fault.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) misdeeds.push(`console: ${message.text()}`);
  });
  return { list: () => misdeeds };
}

/** Keeps a picture of the page in test-results/, for people. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = path.join(root, 'test-results');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
