import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, type Misdeeds, type TestBrowser, watchMisdeeds } from './support/browser.ts';
import { type SignedIn, startCmdb, type TestCard, type TestCmdb } from './support/cmdb.ts';

const payloads = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(2)</script>',
  '"><svg onload=alert(3)>',
  "javascript:alert('4')",
  '{{constructor.constructor("alert(5)")()}}',
  '<iframe srcdoc="<script>alert(6)</script>"></iframe>',
];

let browser: TestBrowser;
let cmdb: TestCmdb;
let context: SignedIn['context'];
let page: SignedIn['page'];
let misdeeds: Misdeeds;
let computer: TestCard;
let room: TestCard;

interface Attribute {
  name: string;
  type: string;
}

/** Every attribute of the class that takes text, filled with payloads. */
async function fill(className: string, more: Record<string, unknown> = {}): Promise<TestCard> {
  const definition = await cmdb.call<{ attributes: Attribute[] }>('GET', `/api/classes/${className}`);
  const values: Record<string, unknown> = {};
  const takesText = definition.attributes.filter((attribute) => ['string', 'text'].includes(attribute.type));
  for (const [index, attribute] of takesText.entries())
    values[attribute.name] = payloads[index % payloads.length];
  return await cmdb.createCard(className, { ...values, ...more });
}

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  room = await fill('Room');
  computer = await fill('Computer', { Room: room.id });
  await fill('Memory', { Computer: computer.id });
  await cmdb.call(
    'PATCH',
    `/api/cards/${computer.id}`,
    { attributes: { Description: payloads[1], Purpose: payloads[2] }, reason: payloads[0] },
    { 'if-match': '*' },
  );
  ({ context, page } = await cmdb.signIn(browser));
  misdeeds = await watchMisdeeds(context);
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
});

describe('scripts in values are text', () => {
  test('in lists', async () => {
    for (const address of [
      '/classes/Computer',
      '/classes/Item',
      '/classes/Room',
      `/classes/Computer?query=${encodeURIComponent(payloads[0] ?? '')}`,
    ]) {
      await page.goto(address);
      await page
        .getByText(payloads[1] ?? '')
        .or(page.getByText(payloads[0] ?? ''))
        .first()
        .waitFor();
    }
  });

  test('on every tab of a card, and in its forms', async () => {
    await page.goto(`/cards/${computer.id}`);
    await page
      .getByText(payloads[0] ?? '')
      .first()
      .waitFor();
    const shown = await page.getByRole('article').innerText();
    for (const payload of payloads) expect(shown).toContain(payload);
    for (const tab of ['parts', 'relations', 'history']) {
      await page.goto(`/cards/${computer.id}?tab=${tab}`);
      await page
        .getByText(payloads[0] ?? '')
        .first()
        .waitFor();
    }
    await page.goto(`/cards/${computer.id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Room' }).click();
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: /^Manufacturer: Source/ }).hover();
    await page.getByRole('button', { name: 'Retire' }).click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
  });

  test('in addresses', async () => {
    const text = encodeURIComponent(payloads[0] ?? '');
    for (const address of [
      `/classes/${text}`,
      `/cards/${text}`,
      `/runs/${text}`,
      `/classes/Computer?sort=${text}&columns=${text}&asOf=${text}`,
    ]) {
      await page.goto(address);
      await page.getByRole('main').waitFor();
    }
    await page.goto(`/login?returnTo=${encodeURIComponent('javascript:alert(1)')}`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  test('under a policy that allows neither inline scripts and styles nor sinks that take text', async () => {
    const response = await page.goto('/');

    const policy = response?.headers()['content-security-policy'];
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
  });

  test('and none of them ran, nor did anything break the policy', () => {
    expect(misdeeds.list()).toEqual([]);
  });
});
