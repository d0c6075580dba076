import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { formatInventory, formatProlog } from '@popis/inventory-format';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPicture, launchBrowser, type TestBrowser } from './support/browser.ts';
import { type SignedIn, startCmdb, type TestCmdb } from './support/cmdb.ts';
import { startInventory, type TestInventory } from './support/inventory.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const agents = ['OCS-NG_unified_unix_agent_v2.10.0', 'OCS-NG_WINDOWS_AGENT_v2.9.2.0'] as const;

let browser: TestBrowser;
let inventory: TestInventory;
let cmdb: TestCmdb;
let page: SignedIn['page'];

beforeAll(async () => {
  browser = await launchBrowser();
  inventory = await startInventory();
  cmdb = await startCmdb(inventory.env);
  for (const [index, name] of ['ana', 'boris', 'cica', '<b>dule</b>'].entries()) {
    const deviceId = `pc${index}-2026-01-02-03-04-05`;
    const userAgent = agents[index % 2] ?? agents[0];
    const sections = { HARDWARE: [{ NAME: name, OSNAME: 'Debian GNU/Linux 13' }] };
    const report = { deviceId, sections, accountInfo: [{ name: 'TAG', value: `PC-${index}` }] };
    expect(await inventory.report(userAgent, deflateSync(formatProlog(deviceId)))).toBe(200);
    expect(await inventory.report(userAgent, deflateSync(formatInventory(report)))).toBe(200);
  }
  expect(await inventory.report(agents[0], Buffer.from('no report'))).toBe(500);
  await inventory.query(
    "UPDATE hardware SET lastcome = '2026-01-02', lastdate = '2026-01-02' WHERE name = 'cica'",
  );
  await inventory.query(
    `INSERT INTO contact (received_at, request_id, outcome, status, cause, duration_ms, bytes, written_sections)
     SELECT extract(epoch FROM now()) * 1000 - (1 + n % 22) * 3600000, 'past', kind, status, cause, 5, 900, 0
     FROM generate_series(1, 400) n, LATERAL (VALUES ('answered', 200, NULL), ('refused', 403, 'address'),
       ('failed', 503, 'busy')) k (kind, status, cause)
     WHERE kind = 'answered' AND n % 22 % 5 < 4 OR kind = 'refused' AND n % 9 = 0 OR kind = 'failed' AND n % 23 = 0`,
  );
  ({ page } = await cmdb.signIn(browser));
});

afterAll(async () => {
  await browser?.close();
  await cmdb?.stop();
  await inventory?.stop();
});

test('an administrator sees how agents come, what went wrong, and which versions there are', async () => {
  await page.getByRole('navigation', { name: 'Classes' }).getByRole('link', { name: 'Agents' }).click();
  await page.getByRole('img', { name: /Contacts per hour/ }).waitFor();

  await expect.poll(() => page.locator('.agent-counts').innerText()).toMatch(/Devices\s+4/);
  expect(await page.locator('.agent-counts').innerText()).toMatch(/Silent for 30 days\s+1/);
  expect(await page.getByRole('region', { name: 'Refused and failed' }).innerText()).toMatch(
    /not-inflatable\s+refused\s+1/,
  );
  expect(await page.getByRole('region', { name: 'Versions' }).innerText()).toMatch(
    /OCS-NG_WINDOWS_AGENT_v2.9.2.0\s+2/,
  );
  expect(await page.getByRole('region', { name: 'Devices' }).innerText()).toContain('<b>dule</b>');
  await keepPicture(page, 'agents');
});

test('the silent ones are listed by themselves, and the address says so', async () => {
  await page.goto('/agents');
  await page.getByRole('link', { name: 'Silent for 30 days' }).click();
  const devices = page.getByRole('region', { name: 'Devices' });
  await page.getByText('1–1 of 1').waitFor();
  await devices.getByRole('row', { name: /cica/ }).waitFor();

  expect(await devices.locator('tbody tr').count()).toBe(1);
  expect(page.url()).toContain('show=silent');
});

test('acts of administration are listed with who, what and how they ended, and filtered', async () => {
  const given = { value: 12, reason: 'twice a day is enough' };
  await cmdb.call('PUT', '/api/inventory/settings/PROLOG_FREQ', given);
  await expect(cmdb.call('PUT', '/api/inventory/settings/NOTHING', { value: 1 })).rejects.toThrow(/→ 4/);
  await page.goto('/agents');
  await page.getByRole('link', { name: 'Acts of administration' }).click();
  await page.getByText('1–2 of 2').waitFor();

  await page
    .getByRole('row', { name: /admin put setting.*PROLOG_FREQ.*twice a day is enough.*done/ })
    .waitFor();
  await page.getByRole('link', { name: 'refused', exact: true }).click();
  await page.getByText('1–1 of 1').waitFor();
  await page.getByRole('row', { name: /admin put setting.*NOTHING.*refused/ }).waitFor();
  await page.getByRole('link', { name: 'NOTHING' }).click();
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await page.getByRole('link', { name: 'Not only on NOTHING' }).click();
  await page.getByText('1–2 of 2').waitFor();
  await page.goto('/acts?actor=nobody');
  await page.getByRole('heading', { name: 'There are no such acts' }).waitFor();
});

test.each([
  { address: '/agents', scheme: 'light' },
  { address: '/agents', scheme: 'dark' },
  { address: '/acts?target=NOTHING', scheme: 'light' },
  { address: '/acts', scheme: 'dark' },
] as const)('$address is accessible in $scheme', async ({ address, scheme }) => {
  const window_ = await cmdb.signIn(browser, { colorScheme: scheme, viewport: { width: 800, height: 900 } });
  await window_.page.goto(address);
  await window_.page.waitForLoadState('networkidle');
  await keepPicture(window_.page, `${address.slice(1, 5)}-${scheme}-800`);

  await window_.page.evaluate(axe);
  const violations = await window_.page.evaluate(async (): Promise<{ id: string }[]> => {
    return (await Reflect.get(window, 'axe').run(document)).violations;
  });
  const overflow = await window_.page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );

  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(overflow).toBeLessThanOrEqual(0);
  await window_.context.close();
});

test('where no inventory is set up, it is said what to set', async () => {
  const alone = await startCmdb();
  const window_ = await alone.signIn(browser);
  await window_.page.goto('/agents');

  await window_.page.getByRole('alert').waitFor();

  expect(await window_.page.getByRole('alert').innerText()).toContain('INVENTORY_ADMIN_URL');
  await window_.context.close();
  await alone.stop();
});
