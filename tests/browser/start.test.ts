import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPicture, launchBrowser, type TestBrowser } from './support/browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const START_MS = 170_000;

let browser: TestBrowser;
let dataDir: string;
let started: Awaited<ReturnType<typeof start>>;

/** `popis start` as a person runs it, until it prints the login link. */
async function start(folder: string) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, 'apps/cli/dist/main.js'),
      ...['start', '--data-dir', folder, '--port', '0', '--inventory-port', '0'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit');
  let output = '';
  const link = await new Promise<string>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`no login link in time:\n${output}`)), START_MS);
    const hear = (text: string) => {
      output += text;
      const found = /https?:\/\/\S+\/login#token=[\w-]+/.exec(output);
      if (found === null) return;
      clearTimeout(giveUp);
      resolve(found[0]);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    void exited.then(([code]) => reject(new Error(`popis start ended with code ${code}:\n${output}`)));
  });
  return {
    link,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Which parts this host has, as the agent sees it by itself: a virtual machine may tell of no memory modules. */
function listKindsOfParts(): string[] {
  const report = execFileSync(
    process.execPath,
    [
      path.join(root, 'apps/inventory-agent/dist/main.js'),
      ...['--stdout', '--state-dir', path.join(dataDir, 'agent-by-itself')],
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const kinds: string[] = [];
  if (report.includes('<STORAGES>')) kinds.push('Storage');
  if (/<MEMORIES>\s*(?:(?!<\/MEMORIES>)[\s\S])*<CAPACITY>[1-9]/.test(report)) kinds.push('Memory');
  return kinds;
}

beforeAll(async () => {
  browser = await launchBrowser();
  dataDir = await mkdtemp(path.join(tmpdir(), 'popis-start-'));
  started = await start(dataDir);
});

afterAll(async () => {
  await browser?.close();
  await started?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('the printed link opens a CMDB that already knows this very host with its parts', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(started.link);
  await page.getByRole('heading', { name: 'What do we own?' }).waitFor();

  await page
    .getByRole('navigation', { name: 'Classes' })
    .getByRole('link', { name: /^Computer/ })
    .click();
  await page.getByRole('textbox', { name: 'Search Computer' }).fill(hostname());
  const row = page.locator('tbody tr').filter({ hasText: hostname() }).first();
  await row.waitFor();
  await row.getByRole('link').first().click();
  await page.getByText(/Last change .* by connector run/).waitFor();
  await keepPicture(page, 'this-host');
  await page.getByRole('link', { name: /^Parts/ }).click();
  await page.getByRole('table').first().waitFor();
  await keepPicture(page, 'this-host-parts');

  const parts = await page.getByRole('heading', { level: 2 }).allInnerTexts();
  for (const kind of listKindsOfParts()) expect(parts.join()).toContain(kind);
  await page.goto(new URL('/runs', started.link).href);
  await page.getByRole('region', { name: 'Runs' }).getByText('applied').first().waitFor();
  await context.close();
});
