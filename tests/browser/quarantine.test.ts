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

/** One whole run of the source, record by record, as a connector would make it. */
async function runSource(records: readonly object[]): Promise<void> {
  const run = await cmdb.call<{ id: string }>('POST', '/api/sources/scanner/runs', { mode: 'full', mapping });
  const lines = records.map((record, index) => JSON.stringify({ seq: index + 1, parts: [], ...record }));
  await cmdb.call('POST', `/api/runs/${run.id}/records`, `${lines.join('\n')}\n`, {
    'content-type': 'application/x-ndjson',
  });
  await cmdb.call('POST', `/api/runs/${run.id}/close`, { read: records.length, errors: 0, complete: true });
  await cmdb.call('POST', `/api/runs/${run.id}/plan`);
  await cmdb.call('POST', `/api/runs/${run.id}/apply`);
}

function computer(code: string, serial: string, ram: number) {
  const attributes = { Code: code, Description: 'known by its serial number', RAM: ram };
  return { class: 'Computer', key: { Code: code }, evidence: { serial }, attributes };
}

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  ({ page } = await cmdb.signIn(browser));
  await cmdb.call('PUT', '/api/sources/scanner', { description: 'A scanner for tests' });
  await runSource([computer('ANS-1', 'S-1001', 3072)]);
  await runSource([computer('NA', 'S-1001', 4096)]);
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

test('an administrator answers which card a record means, and the next run goes by it', async () => {
  await page.goto('/quarantine');
  const waiting = page.getByRole('row', { name: /NA.*Computer.*scanner/ });
  await waiting.getByRole('button', { name: 'Answer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'It is this card' }).check();
  await dialog.getByRole('textbox', { name: 'Card' }).fill('ANS-1');
  await page.getByRole('option', { name: /ANS-1/ }).click();
  await dialog.getByLabel('Reason').fill('its tag cannot be set');
  await keepPicture(page, 'quarantine-answer');

  await dialog.getByRole('button', { name: 'Answer', exact: true }).click();

  await page.getByRole('heading', { name: 'Nothing is in quarantine' }).waitFor();
  await page.getByRole('row', { name: /NA.*scanner.*this card.*its tag cannot be set.*admin/ }).waitFor();
  await runSource([computer('NA', 'S-1001', 4096)]);
  const card = await cmdb.findCard('Computer', 'ANS-1');
  expect(card.attributes.RAM).toBe(4096);
});

test('an answer is taken back, and the next run asks again', async () => {
  await page.goto('/quarantine');
  await page.getByRole('button', { name: 'Take back' }).click();

  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();

  await page.getByRole('heading', { name: 'Answered' }).waitFor({ state: 'detached' });
  await runSource([computer('NA', 'S-1001', 4096)]);
  await page.reload();
  await page.getByRole('row', { name: /NA.*Computer.*scanner/ }).waitFor();
});
