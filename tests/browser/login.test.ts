import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, type TestBrowser } from './support/browser.ts';
import { startCmdb, type TestCmdb } from './support/cmdb.ts';

let browser: TestBrowser;
let cmdb: TestCmdb;

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

describe('a one-time login link', () => {
  test('signs in and leaves no token in the address bar or the history', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();

    await page.goto(await cmdb.createLoginLink());
    await page.getByRole('heading', { name: 'What do we own?' }).waitFor();

    expect(page.url()).toBe(`${cmdb.url}/`);
    await page.goBack();
    expect(page.url()).not.toContain('token');
    await context.close();
  });

  test('that was used says so and what to do', async () => {
    const link = await cmdb.createLoginLink();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole('heading', { name: 'What do we own?' }).waitFor();
    await context.clearCookies();

    await page.goto('about:blank');
    await page.goto(link);

    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/already used, or its 15 minutes are over/);
    expect(await alert.innerText()).toMatch(/administrator/);
    expect(page.url()).not.toContain('token');
    await page.getByLabel('Username').waitFor();
    await context.close();
  });
});

describe('a session', () => {
  test('that is missing leads to signing in and back to where one was', async () => {
    const { context, page } = await cmdb.signIn(browser);
    await page.goto('/account/password');
    await page.getByLabel(/^New password(?! again)/).fill('correct horse battery');
    await page.getByLabel('New password again').fill('correct horse battery');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('The password is set.').waitFor();
    await context.clearCookies();

    await page.goto('/classes/Computer?sort=-Code&query=PC');
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel(/^Password/).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Username or password are not right.').waitFor();
    await page.getByLabel(/^Password/).fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { name: 'Computer' }).waitFor();
    expect(page.url()).toBe(`${cmdb.url}/classes/Computer?sort=-Code&query=PC`);
    await context.close();
  });

  test('that ends while a page is open leads to signing in at the next question', async () => {
    const { context, page } = await cmdb.signIn(browser);
    await context.clearCookies();

    await page.getByRole('navigation', { name: 'Classes' }).getByRole('link', { name: 'Room' }).click();

    await page.getByLabel('Username').waitFor();
    expect(page.url()).toContain('returnTo=');
    await context.close();
  });

  test('ends by logging out', async () => {
    const { context, page } = await cmdb.signIn(browser);

    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByLabel('Username').waitFor();
    await page.goto('/');

    await page.getByLabel('Username').waitFor();
    await context.close();
  });
});

test('an account that may only read is offered nothing that writes', async () => {
  await cmdb.call('POST', '/api/accounts', { username: 'vera', displayName: 'Vera', roles: ['reader'] });
  const computer = await cmdb.createCard('Computer', { Code: 'READ-ONLY' });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(await cmdb.createLoginLink('vera'));
  await page.getByRole('button', { name: 'Account of Vera' }).waitFor();

  await page.goto(`${cmdb.url}/cards/${computer.id}`);
  await page.getByRole('heading', { name: 'READ-ONLY' }).waitFor();
  expect(await page.getByRole('button', { name: /Edit|Retire/ }).count()).toBe(0);
  await page.goto(`${cmdb.url}/classes/Computer`);
  await page.locator('tbody tr').first().waitFor();

  expect(await page.getByRole('link', { name: 'New card' }).count()).toBe(0);
  await context.close();
});
