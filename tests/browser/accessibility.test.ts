import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepPicture, launchBrowser, type TestBrowser } from './support/browser.ts';
import { startCmdb, type TestCmdb } from './support/cmdb.ts';
import { computer, makeDoubtfulRecords, makeWaitingRun, runSource } from './support/runs.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: TestBrowser;
let cmdb: TestCmdb;
const addresses = new Map<string, string>();

/** Dialogs: the page that opens each, by which button, and what the dialog is called. */
let dialogs: { name: string; address: string; button: string; title: string | RegExp }[];

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  const watched = await cmdb.createCard('Computer', { Code: 'AXE-1', Description: 'watched', RAM: 4096 });
  await cmdb.createCard('Memory', { Code: 'AXE-DIMM', Capacity: 4096, Computer: watched.id });
  const card = `/cards/${watched.id}`;
  const run = `/runs/${await makeWaitingRun(cmdb, 'attic')}`;
  const done = `/runs/${await runSource(cmdb, 'shed', [computer('SHED-1', { RAM: 4096 })])}`;
  const made = await cmdb.findCard('Computer', 'SHED-1');
  await cmdb.createCard('Memory', { Code: 'SHED-DIMM', Capacity: 4096, Computer: made.id });
  await makeDoubtfulRecords(cmdb, 'porch');
  await cmdb.call('PUT', '/api/sources/shed', { schedule: { cron: '0 2 * * *', zone: 'Europe/Belgrade' } });
  dialogs = [
    { name: 'retire', address: card, button: 'Retire', title: /^Retire .+\?$/ },
    { name: 'approve', address: run, button: 'Approve: Retire Computer', title: 'Approve: Retire Computer' },
    { name: 'cancel', address: run, button: 'Cancel this run …', title: 'Cancel this run of attic?' },
    { name: 'undo', address: done, button: 'Undo this run …', title: 'Undo this run of shed?' },
    { name: 'refuse', address: run, button: 'Refuse: Retire Computer', title: 'Refuse: Retire Computer' },
    { name: 'answer', address: '/quarantine', button: 'Answer: NA of porch', title: 'What is NA?' },
    {
      name: 'take-back',
      address: '/quarantine',
      button: 'Take back: LOST of porch',
      title: 'Take the answer back?',
    },
    {
      name: 'policy',
      address: '/sources/attic',
      button: 'Change the policy …',
      title: 'Policy of attic',
    },
    {
      name: 'withdraw-source',
      address: '/sources/shed',
      button: 'Take back all that it has said …',
      title: 'Take back all that shed has said?',
    },
    {
      name: 'schedule',
      address: '/sources/shed',
      button: 'Change the schedule …',
      title: 'Schedule of shed',
    },
  ];
  for (const [name, address] of Object.entries({
    overview: '/',
    list: '/classes/Computer',
    past: '/classes/Computer?asOf=2020-01-31',
    nothing: '/classes/Computer?query=nothing-like-this',
    card,
    parts: `${card}?tab=parts`,
    relations: `${card}?tab=relations`,
    documents: `${card}?tab=documents`,
    history: `${card}?tab=history`,
    'new-card': '/classes/Computer/new',
    'new-item': '/classes/Item/new',
    runs: '/runs',
    run,
    'run-held': `${run}?state=held&class=Computer&heldAs=retire`,
    records: `${run}/records`,
    source: '/sources/attic',
    quarantine: '/quarantine',
    password: '/account/password',
    'not-found': '/nowhere',
    login: '/login',
  })) {
    addresses.set(name, address);
  }
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe-core finds by WCAG 2.2 AA, as lines; evaluated by the debugger, which no content policy concerns. */
async function listViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async (): Promise<Violation[]> => {
    const tool = Reflect.get(window, 'axe');
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await tool.run(document, { runOnly: tags })).violations;
  });
  return violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id} ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

describe.each([
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 1440 },
  { scheme: 'light', width: 800 },
  { scheme: 'dark', width: 800 },
  { scheme: 'light', width: 360 },
  { scheme: 'dark', width: 360 },
] as const)('in $scheme, $width pixels wide', ({ scheme, width }) => {
  test('every page is accessible and nothing is wider than the window', async () => {
    const { context, page } = await cmdb.signIn(browser, {
      colorScheme: scheme,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    const found: string[] = [];

    const left = [...addresses];
    // While one tab waits for the network to fall silent, the other is looked at.
    const visitAll = async (tab: Page) => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [name, address] = next;
        await tab.goto(address);
        await tab.waitForLoadState('networkidle');
        await keepPicture(tab, `${name}-${scheme}-${width}`);
        for (const violation of await listViolations(tab)) found.push(`${name}: ${violation}`);
        const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) found.push(`${name}: ${overflow} pixels wider than the window`);
      }
    };
    await Promise.all([visitAll(page), visitAll(await context.newPage())]);

    expect(found).toEqual([]);
    await context.close();
  });

  test('every dialog is accessible, and closing it leads back to its button', async () => {
    const { context, page } = await cmdb.signIn(browser, {
      colorScheme: scheme,
      viewport: { width, height: 900 },
      reducedMotion: 'reduce',
    });
    const found: string[] = [];

    for (const { name, address, button, title } of dialogs) {
      await page.goto(address);
      const opener = page.getByRole('button', { name: button, exact: true });
      await opener.click();
      await page.getByRole('dialog', { name: title }).waitFor();
      await page.waitForLoadState('networkidle');
      await keepPicture(page, `dialog-${name}-${scheme}-${width}`);
      for (const violation of await listViolations(page)) found.push(`dialog ${name}: ${violation}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
    }

    expect(found).toEqual([]);
    await context.close();
  });
});

test('the keyboard reaches the content past the navigation at once', async () => {
  const { context, page } = await cmdb.signIn(browser);
  await page.goto('/classes/Computer');
  await page.locator('tbody tr').first().waitFor();

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');

  const inMain = await page.evaluate(() => document.activeElement?.closest('main') !== null);
  expect(inMain).toBe(true);
  await context.close();
});

test('on a narrow screen the navigation opens by its button and closes with the next page', async () => {
  const { context, page } = await cmdb.signIn(browser, { viewport: { width: 800, height: 900 } });
  const nav = page.getByRole('navigation', { name: 'Classes' });
  expect(await nav.isVisible()).toBe(false);

  await page.getByRole('button', { name: 'Navigation' }).click();
  await nav.getByRole('link', { name: /^Room/ }).click();
  await page.getByRole('heading', { name: 'Room' }).waitFor();

  await expect.poll(() => nav.isVisible()).toBe(false);
  await context.close();
});
