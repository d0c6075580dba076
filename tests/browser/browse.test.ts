import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, type Misdeeds, type TestBrowser, watchMisdeeds } from './support/browser.ts';
import { type SignedIn, startCmdb, type TestCmdb } from './support/cmdb.ts';

const COMPUTERS = 60;

let browser: TestBrowser;
let cmdb: TestCmdb;
let context: SignedIn['context'];
let page: SignedIn['page'];
let misdeeds: Misdeeds;

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  for (let number = 1; number <= COMPUTERS; number++) {
    await cmdb.createCard('Computer', {
      Code: `LIST-${String(number).padStart(3, '0')}`,
      Description: `listed-${number}`,
      RAM: 1024 * ((number % 7) + 1),
    });
  }
  ({ context, page } = await cmdb.signIn(browser));
  misdeeds = await watchMisdeeds(context);
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

function firstColumn() {
  return page.locator('tbody th[scope=row]').allInnerTexts();
}

describe('the navigation', () => {
  test('shows classes below their superclass with counts that are those of the lists', async () => {
    await page.goto('/');
    const nav = page.getByRole('navigation', { name: 'Classes' });
    const item = nav
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: /^Item/ }) })
      .last();
    await item.getByRole('link', { name: /^Computer/ }).click();

    const shown = await nav
      .getByRole('link', { name: /^Computer/ })
      .locator('.nav-count')
      .innerText();
    await page.locator('tbody tr').first().waitFor();

    expect(await page.getByRole('status').first().innerText()).toContain(`of ${shown}`);
  });

  test('leads from a superclass to the cards of all classes below it', async () => {
    await page.goto('/classes/Item?query=LIST-00');
    await page.locator('tbody tr').first().waitFor();

    expect(await page.getByRole('columnheader').allInnerTexts()).toContain('Class');
    expect(await page.locator('tbody tr').count()).toBe(9);
  });
});

describe('a list', () => {
  test('is sorted by its headers, in the address', async () => {
    await page.goto('/classes/Computer?query=LIST-');
    await page.getByRole('columnheader', { name: 'Tag' }).getByRole('link').click();
    await page.locator('th[aria-sort=ascending]').waitFor();
    await page.getByRole('columnheader', { name: 'Tag' }).getByRole('link').click();
    await page.locator('th[aria-sort=descending]').waitFor();
    await page.getByText('LIST-060').waitFor();

    expect((await firstColumn())[0]).toBe('LIST-060');
    expect(page.url()).toContain('sort=-Code');
    await page.reload();
    await page.getByText('LIST-060').waitFor();
    expect((await firstColumn())[0]).toBe('LIST-060');
  });

  test('is turned page by page with the exact total, and back with the browser', async () => {
    await page.goto('/classes/Computer?query=LIST-&sort=Code');
    await page.getByText('1–50 of 60').first().waitFor();

    await page.getByRole('link', { name: 'Next page' }).first().click();
    await page.getByText('51–60 of 60').first().waitFor();
    expect(await page.locator('tbody tr').count()).toBe(10);
    await page.goBack();

    await page.getByText('1–50 of 60').first().waitFor();
  });

  test('is filtered from anywhere on the page with / and cleared with Esc', async () => {
    await page.goto('/classes/Computer');
    await page.locator('tbody tr').first().waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('listed-42');
    await page.getByText('1–1 of 1').waitFor();
    expect(await firstColumn()).toEqual(['LIST-042']);
    expect(page.url()).toContain('query=listed-42');
    await page.keyboard.press('Escape');

    await expect.poll(() => page.url()).not.toContain('query');
  });

  test('opens a card in another tab with the middle button', async () => {
    await page.goto('/classes/Computer?query=LIST-007');
    const opened = context.waitForEvent('page');
    await page.getByRole('link', { name: 'LIST-007' }).click({ button: 'middle' });

    const other = await opened;
    await other.getByRole('heading', { name: 'LIST-007' }).waitFor();
    expect(other.url()).toMatch(/\/cards\/[0-9a-f-]{36}$/);
    await other.close();
  });

  test('shows the columns that were chosen', async () => {
    await page.goto('/classes/Computer?query=LIST-007');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Serial number' }).check();
    await page.getByRole('columnheader', { name: 'Serial number' }).waitFor();

    expect(page.url()).toContain('SerialNumber');
  });

  test('of the past says so, edits nothing and keeps the day on the way to a card', async () => {
    await page.goto('/classes/Computer?asOf=2020-01-31&query=LIST-');
    await page.getByRole('heading', { name: /No card of Computer has/ }).waitFor();
    await page.getByText('Viewing 2020-01-31').waitFor();
    expect(await page.getByRole('link', { name: 'New card' }).count()).toBe(0);

    const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Belgrade' });
    await page.getByLabel('As of').fill(today);
    await page.getByText(`Viewing ${today}`).waitFor();
    await page.getByRole('link', { name: 'LIST-007' }).click();
    await page.getByRole('heading', { name: 'LIST-007' }).waitFor();
    expect(page.url()).toContain(`asOf=${today}`);
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Back to now' }).click();

    await page.getByRole('button', { name: 'Edit' }).waitFor();
    expect(page.url()).not.toContain('asOf');
  });

  test('that finds nothing offers the way back', async () => {
    await page.goto('/classes/Computer?query=nothing-like-this');
    await page.getByRole('link', { name: 'Show all of Computer' }).click();

    await page.locator('tbody tr').first().waitFor();
  });
});

describe('what goes wrong', () => {
  test('is told with the detail, the request id and a way to try again', async () => {
    let broken = true;
    await page.route('**/api/classes/Computer/cards*', async (route) => {
      if (!broken) return route.continue();
      await route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          title: 'Internal error',
          status: 500,
          detail: 'It broke.',
          requestId: 'req-77',
        }),
      });
    });
    await page.goto('/classes/Computer?query=LIST-001');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/Internal error[\s\S]*It broke\.[\s\S]*req-77/);

    broken = false;
    await alert.getByRole('button', { name: 'Try again' }).click();

    await page.getByRole('link', { name: 'LIST-001' }).waitFor();
    await page.unroute('**/api/classes/Computer/cards*');
  });

  test('with an address that leads nowhere is said on a page that leads on', async () => {
    for (const address of ['/nowhere', '/classes/Nonsense', '/cards/00000000-0000-7000-8000-000000000000']) {
      await page.goto(address);
      await page.getByRole('heading', { name: 'Not found' }).waitFor();
      await page.getByRole('navigation', { name: 'Classes' }).getByRole('link', { name: /^Item/ }).waitFor();
    }
  });

  test('never reaches the console', () => {
    expect(misdeeds.list()).toEqual([]);
  });
});
