import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPicture, launchBrowser, type TestBrowser } from './support/browser.ts';
import { type SignedIn, startCmdb, type TestCmdb } from './support/cmdb.ts';

let browser: TestBrowser;
let cmdb: TestCmdb;
let page: SignedIn['page'];

const mapping = {
  version: '1',
  classes: [{ name: 'Computer', attributes: ['Code', 'Description', 'RAM'], master: true }],
};

/** One whole run of a source, record by record, as a connector would make it. */
async function runSource(source: string, records: readonly object[]): Promise<string> {
  const run = await cmdb.call<{ id: string }>('POST', `/api/sources/${source}/runs`, {
    mode: 'full',
    mapping,
  });
  const lines = records.map((record, index) => JSON.stringify({ seq: index + 1, parts: [], ...record }));
  await cmdb.call('POST', `/api/runs/${run.id}/records`, `${lines.join('\n')}\n`, {
    'content-type': 'application/x-ndjson',
  });
  await cmdb.call('POST', `/api/runs/${run.id}/close`, { read: records.length, errors: 0, complete: true });
  await cmdb.call('POST', `/api/runs/${run.id}/plan`);
  await cmdb.call('POST', `/api/runs/${run.id}/apply`);
  return run.id;
}

function computer(code: string, attributes: Record<string, unknown>) {
  return { class: 'Computer', key: { Code: code }, attributes: { Code: code, ...attributes } };
}

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  ({ page } = await cmdb.signIn(browser));
  await cmdb.call('PUT', '/api/sources/scanner', { description: 'A scanner for tests' });
  await runSource('scanner', [
    computer('RUN-1', { Description: 'first', RAM: 3072 }),
    computer('NA', { Description: 'nobody knows' }),
  ]);
  await runSource('scanner', [
    computer('RUN-1', { Description: 'first', RAM: 4096 }),
    computer('NA', { Description: 'nobody knows' }),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

test('runs are listed newest first with what came of them', async () => {
  await page.goto('/runs');
  const rows = page.getByRole('region', { name: 'Runs' }).locator('tbody tr');
  await rows.nth(1).waitFor();

  expect(await rows.nth(0).innerText()).toMatch(/scanner[\s\S]*applied[\s\S]*1 updated/);
  expect(await rows.nth(1).innerText()).toMatch(/1 created[\s\S]*1 quarantined/);
});

test('a run shows its changes, and each count leads to its own', async () => {
  await page.goto('/runs');
  await page.getByRole('region', { name: 'Runs' }).locator('tbody a').nth(1).click();
  await page.getByRole('heading', { name: /^Run of scanner/ }).waitFor();
  await page.getByRole('row', { name: /create.*RUN-1/ }).waitFor();

  await keepPicture(page, 'run');
  await page.locator('.run-counts').getByRole('link').first().click();

  await page.getByRole('heading', { name: 'Changes: create' }).waitFor();
  expect(page.url()).toContain('action=create');
  await page.getByRole('row', { name: /RUN-1/ }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'RUN-1' }).waitFor();
});

test('the card tells in its history what the run changed, and leads to the run', async () => {
  const card = await cmdb.findCard('Computer', 'RUN-1');
  await page.goto(`/cards/${card.id}?tab=history`);
  await page.getByRole('heading', { name: 'connector run scanner changed RAM 3072 → 4096' }).waitFor();

  await page.getByRole('link', { name: 'The run' }).first().click();

  await page.getByRole('heading', { name: /^Run of scanner/ }).waitFor();
});

test('a record whose card cannot be told waits in quarantine with its reason', async () => {
  await page.goto('/quarantine');

  await page.getByRole('row', { name: /NA.*Computer.*scanner/ }).waitFor();
  await keepPicture(page, 'quarantine-filled');
});
