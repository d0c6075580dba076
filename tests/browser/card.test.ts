import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  keepPicture,
  launchBrowser,
  type Misdeeds,
  type TestBrowser,
  watchMisdeeds,
} from './support/browser.ts';
import { type SignedIn, startCmdb, type TestCard, type TestCmdb } from './support/cmdb.ts';
import { computer as recordOf, runSource } from './support/runs.ts';

let browser: TestBrowser;
let cmdb: TestCmdb;
let context: SignedIn['context'];
let page: SignedIn['page'];
let misdeeds: Misdeeds;

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  ({ context, page } = await cmdb.signIn(browser));
  misdeeds = await watchMisdeeds(context);
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

/** A computer in a room on a floor of a building, with one memory module. */
async function createPlacedComputer(code: string): Promise<TestCard> {
  const building = await cmdb.createCard('Building', { Code: `${code}-B`, Description: 'Headquarters' });
  const floor = await cmdb.createCard('Floor', { Code: `${code}-F`, Building: building.id });
  const room = await cmdb.createCard('Room', {
    Code: `${code}-R`,
    Description: 'Accounting',
    Floor: floor.id,
  });
  const computer = await cmdb.createCard('Computer', { Code: code, RAM: 3072, OS: 'Debian', Room: room.id });
  await cmdb.createCard('Memory', {
    Code: `${code}-DIMM`,
    Capacity: 3072,
    Type: 'DDR4',
    Computer: computer.id,
  });
  return computer;
}

function tab(name: string) {
  return page.getByRole('navigation', { name: 'Sections of the card' }).getByRole('link', { name });
}

describe('a new card', () => {
  test('is offered the values below what another field has chosen', async () => {
    await cmdb.call('POST', '/api/model/apply', {
      format: 'popis-model',
      version: 1,
      lookups: [
        {
          name: 'Vendor',
          values: [
            { code: 'dell', label: 'Dell' },
            { code: 'acer', label: 'Acer' },
          ],
        },
        {
          name: 'Series',
          parent: 'Vendor',
          values: [
            { code: 'latitude', label: 'Latitude', parent: 'dell' },
            { code: 'xps', label: 'XPS', parent: 'dell' },
            { code: 'swift', label: 'Swift', parent: 'acer' },
          ],
        },
      ],
      classes: [
        {
          name: 'Tablet',
          attributes: [
            { name: 'Code', type: 'string' },
            { name: 'Vendor', type: 'lookup', lookup: 'Vendor' },
            { name: 'Series', type: 'lookup', lookup: 'Series' },
          ],
        },
      ],
    });
    const offered = () => page.getByLabel('Series').locator('option').allTextContents();
    await page.goto('/classes/Tablet/new');
    await page.getByRole('option', { name: 'Swift' }).waitFor({ state: 'attached' });
    expect(await offered()).toEqual(['—', 'Latitude', 'XPS', 'Swift']);

    await page.getByLabel('Vendor').selectOption('dell');
    expect(await offered()).toEqual(['—', 'Latitude', 'XPS']);
    await page.getByLabel('Series').selectOption('xps');

    // What is chosen already stays until somebody chooses another, and is told to be out of place.
    await page.getByLabel('Vendor').selectOption('acer');
    await page.getByText('Not below what another field says.').waitFor();
    expect(await offered()).toEqual(['—', 'XPS', 'Swift']);
    expect(await page.getByLabel('Series').inputValue()).toBe('xps');
    await page.getByLabel('Series').selectOption('swift');
    expect(await offered()).toEqual(['—', 'Swift']);
  });

  test('misses what is mandatory beside the field, then is made and shown', async () => {
    await page.goto('/classes/Computer/new');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('is mandatory').waitFor();
    expect(await page.getByLabel('Tag').getAttribute('aria-invalid')).toBe('true');

    await page.getByLabel('Tag').fill('NEW-1');
    await page.getByLabel('RAM (MB)').fill('8192');
    await page.getByLabel('Reason').fill('bought');
    await page.getByRole('button', { name: 'Create' }).click();

    await page.getByRole('heading', { name: 'NEW-1' }).waitFor();
    await page.getByText('8192 MB').waitFor();
    const card = await cmdb.findCard('Computer', 'NEW-1');
    expect(card.attributes.RAM).toBe(8192);
  });

  test('with a code that is taken is refused beside the field', async () => {
    await cmdb.createCard('Computer', { Code: 'TAKEN' });
    await page.goto('/classes/Computer/new');
    await page.getByLabel('Tag').fill('TAKEN');
    await page.getByRole('button', { name: 'Create' }).click();

    await page
      .getByText(/unique|taken|already/)
      .first()
      .waitFor();
  });

  test('of a superclass is first asked for its class', async () => {
    await page.goto('/classes/Item/new');
    await page.getByRole('main').getByRole('link', { name: 'Printer' }).click();

    await page.getByRole('heading', { name: 'New Printer' }).waitFor();
  });
});

describe('the overview', () => {
  test('shows where the card is and where each value comes from', async () => {
    const computer = await createPlacedComputer('PLACED');
    await page.goto(`/cards/${computer.id}`);

    const location = page.getByRole('navigation', { name: 'Location' });
    await location.waitFor();
    expect(await location.getByRole('link').allInnerTexts()).toEqual([
      'PLACED-B · Headquarters',
      'PLACED-F',
      'PLACED-R · Accounting',
    ]);
    await page.getByRole('button', { name: /^RAM: Source person/ }).focus();
    await page.getByRole('tooltip').filter({ hasText: 'Source person' }).waitFor();
  });

  test('saves only what was edited, with the reason, and tells it in the history', async () => {
    const computer = await createPlacedComputer('EDITED');
    await page.goto(`/cards/${computer.id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('RAM (MB)').fill('lots');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('must be a number').waitFor();

    await page.getByLabel('RAM (MB)').fill('4096');
    await page.getByLabel('Reason').fill('second module');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('4096 MB').waitFor();
    await tab('History').click();

    await page
      .getByRole('heading', { name: 'Administrator changed RAM 3072 → 4096' })
      .or(page.getByRole('heading', { name: 'admin changed RAM 3072 → 4096' }))
      .waitFor();
    await page.getByText('Reason: second module').waitFor();
    const saved = await cmdb.findCard('Computer', 'EDITED');
    expect(saved.attributes).toMatchObject({ RAM: 4096, OS: 'Debian' });
  });

  test('sets a value against its source until a day and for a reason, and lets go of it', async () => {
    await runSource(cmdb, 'lender', [recordOf('LENT', { RAM: 4096 })]);
    const computer = await cmdb.findCard('Computer', 'LENT');
    await page.goto(`/cards/${computer.id}`);
    await page.getByRole('button', { name: 'Override RAM' }).click();
    const dialog = page.getByRole('dialog', { name: 'Override RAM' });
    await dialog.getByLabel('RAM (MB)').fill('8192');
    await dialog.getByLabel('Until').fill('2020-01-31');
    await dialog.getByLabel('Reason').fill('two modules are on loan');
    await dialog.getByRole('button', { name: 'Set' }).click();
    await expect.poll(() => dialog.getByLabel('Until').getAttribute('aria-invalid')).toBe('true');

    await dialog.getByLabel('Until').fill('2099-01-31');
    await keepPicture(page, 'override');
    await dialog.getByRole('button', { name: 'Set' }).click();

    await dialog.waitFor({ state: 'detached' });
    await page.getByText('8192 MB').waitFor();
    await page
      .getByText('Set by hand until 2099-01-31 00:00, because: two modules are on loan; lender says 4096')
      .waitFor();
    await page.getByRole('button', { name: /^RAM: Source person/ }).waitFor();
    await keepPicture(page, 'overridden');
    await page.getByRole('button', { name: 'End it now: RAM, as set by hand' }).click();

    await page.getByText('4096 MB').waitFor();
    await page.getByRole('link', { name: /^RAM: Source lender/ }).waitFor();
    expect(await page.getByText('Set by hand').count()).toBe(0);
    expect((await cmdb.findCard('Computer', 'LENT')).attributes.RAM).toBe(4096);
  });

  test('picks a referenced card by typing, from the answer to what was typed and no earlier one', async () => {
    const computer = await cmdb.createCard('Computer', { Code: 'PICKS' });
    await cmdb.createCard('Room', { Code: 'PICKED-214', Description: 'Archive' });
    const answer = Promise.withResolvers<void>();
    await page.route('**/api/classes/Room/cards*query=PICKED*', async (route) => {
      await answer.promise;
      await route.continue();
    });
    await page.goto(`/cards/${computer.id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    const field = page.getByRole('textbox', { name: 'Room' });
    await field.click();
    const option = page.getByRole('option', { name: /PICKED-214/ });
    await option.waitFor();
    await field.fill('PICKED');
    await expect.poll(() => option.getAttribute('aria-disabled')).toBe('true');
    answer.resolve();
    await option.click();
    await page.getByRole('button', { name: 'Save' }).click();

    await page.getByRole('article').getByRole('link', { name: 'PICKED-214 · Archive' }).first().waitFor();
    await page.unroute('**/api/classes/Room/cards*query=PICKED*');
  });

  test('shows both sides of a lost race, and saves over it only when told to', async () => {
    const computer = await createPlacedComputer('RACE');
    await page.goto(`/cards/${computer.id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('RAM (MB)').fill('8192');
    await cmdb.call(
      'PATCH',
      `/api/cards/${computer.id}`,
      { attributes: { RAM: 4096, OS: 'Fedora' } },
      { 'if-match': '*' },
    );

    await page.getByRole('button', { name: 'Save' }).click();

    const alert = page.getByRole('alert').filter({ hasText: 'Somebody else changed this card' });
    await alert.waitFor();
    await keepPicture(page, 'lost-race');
    const rows = await alert.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split(/\s*\t\s*/))).toEqual([
      ['Operating system', 'Debian', 'Fedora', 'not changed'],
      ['RAM', '3072', '4096', '8192'],
    ]);
    await alert.getByRole('button', { name: 'Save mine over it' }).click();
    await page.getByText('8192 MB').waitFor();
    expect((await cmdb.findCard('Computer', 'RACE')).attributes).toMatchObject({ RAM: 8192, OS: 'Fedora' });
  });
});

describe('parts and relations', () => {
  test('parts stand in tables with what is worth knowing of them', async () => {
    const computer = await createPlacedComputer('PARTS');
    await page.goto(`/cards/${computer.id}?tab=parts`);

    const table = page.getByRole('table', { name: 'Memory' });
    await table.waitFor();
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(
      expect.arrayContaining(['Memory', 'Capacity MB', 'Type']),
    );
    expect(await table.getByRole('row').last().innerText()).toMatch(/PARTS-DIMM[\s\S]*3072[\s\S]*DDR4/);
    expect(await tab('Parts').innerText()).toMatch(/1/);
  });

  test('a relation is added with the picker and ended again', async () => {
    const computer = await cmdb.createCard('Computer', { Code: 'RELATED' });
    await cmdb.createCard('Printer', { Code: 'PRN-77', Description: 'Hallway' });
    await page.goto(`/cards/${computer.id}?tab=relations`);
    await page.getByRole('button', { name: 'Add relation' }).click();
    await page.getByLabel('This card').selectOption({ label: 'prints on … (Printer)' });
    await page.getByRole('textbox', { name: 'Printer' }).fill('PRN-77');
    await page.getByRole('option', { name: /PRN-77/ }).click();
    await page.getByRole('button', { name: 'Add', exact: true }).click();

    await page.getByRole('row', { name: /^prints on.*PRN-77/ }).waitFor();
    // closed later, the form would pull the row away from under the pointer
    expect(await page.getByRole('form', { name: 'Add relation' }).count()).toBe(0);
    await page.getByRole('button', { name: /^End: prints on/ }).click();
    await page.getByRole('button', { name: /^Yes, end: prints on/ }).click();

    await page.getByRole('heading', { name: 'Related to nothing' }).waitFor();
  });
});

describe('documents', () => {
  test('are uploaded, listed with their SHA-256, downloaded and given another version', async () => {
    const computer = await cmdb.createCard('Computer', { Code: 'DOCS' });
    const bytes = Buffer.from('a contract of some importance');
    const digest = createHash('sha256').update(bytes).digest('hex');
    await page.goto(`/cards/${computer.id}?tab=documents`);
    await page.getByRole('heading', { name: 'No documents' }).waitFor();
    await page
      .getByLabel('File')
      .setInputFiles({ name: 'contract.txt', mimeType: 'text/plain', buffer: bytes });
    await page.getByLabel('Description').fill('signed');
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByText(digest).waitFor();

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download version 1' }).click();
    expect(await readFile(await (await download).path())).toEqual(bytes);
    await page
      .getByLabel('New version')
      .setInputFiles({ name: 'contract.txt', mimeType: 'text/plain', buffer: Buffer.from('amended') });
    await page.getByRole('link', { name: 'Download version 2' }).waitFor();
    await keepPicture(page, 'two-versions');

    expect(await tab('Documents').innerText()).toMatch(/1/);
  });
});

describe('retiring', () => {
  test('asks first, then takes the card off the list and keeps its history', async () => {
    const computer = await cmdb.createCard('Computer', { Code: 'RETIRED' });
    await page.goto(`/cards/${computer.id}`);
    await page.getByRole('button', { name: 'Retire' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Retire RETIRED?').waitFor();
    await dialog.getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('heading', { name: 'Computer' }).waitFor();

    await page.goto('/classes/Computer?query=RETIRED');
    await page.getByRole('heading', { name: /No card of Computer has/ }).waitFor();
  });
});

test('nothing of all this reached the console', () => {
  expect(misdeeds.list()).toEqual([]);
});
