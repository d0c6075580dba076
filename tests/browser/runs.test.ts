import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepPicture, launchBrowser, type TestBrowser } from './support/browser.ts';
import { type SignedIn, startCmdb, type TestCmdb } from './support/cmdb.ts';
import { computer, makeWaitingRun, runSource } from './support/runs.ts';

let browser: TestBrowser;
let cmdb: TestCmdb;
let page: SignedIn['page'];

beforeAll(async () => {
  browser = await launchBrowser();
  cmdb = await startCmdb();
  ({ page } = await cmdb.signIn(browser));
  await cmdb.call('PUT', '/api/sources/scanner', { description: 'A scanner for tests' });
  await runSource(cmdb, 'scanner', [
    computer('RUN-1', { Description: 'first', RAM: 3072 }),
    computer('NA', { Description: 'nobody knows' }),
  ]);
  await runSource(cmdb, 'scanner', [
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
  await page.getByRole('region', { name: 'Runs' }).locator('tbody th a').nth(1).click();
  await page.getByRole('heading', { name: /^Run of scanner/ }).waitFor();
  await page.getByRole('row', { name: /create.*RUN-1/ }).waitFor();

  await keepPicture(page, 'run');
  await page.locator('.run-counts').getByRole('link').first().click();

  await page.getByRole('heading', { name: 'Changes: create' }).waitFor();
  expect(page.url()).toContain('action=create');
  await page.getByRole('row', { name: /RUN-1/ }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'RUN-1' }).waitFor();
});

test('a run tells what became of each record, and leads to the card, its source and the steps', async () => {
  const { items } = await cmdb.call<{ items: { id: string }[] }>('GET', '/api/sources/scanner/runs');
  await page.goto(`/runs/${items[0]?.id}`);
  await page.getByRole('link', { name: 'What became of each record' }).click();
  const table = page.getByRole('region', { name: 'Records' });
  await table.getByRole('row', { name: /2 NA Computer quarantined/ }).waitFor();
  await table.getByRole('row', { name: /1 RUN-1 Computer changed/ }).waitFor();

  await page.getByRole('link', { name: 'Failed' }).click();
  await page.getByRole('heading', { name: 'There are no such records' }).waitFor();
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await page.getByLabel('Key').fill('RUN-1');
  await page.keyboard.press('Enter');
  await page.getByText('1–1 of 1').waitFor();
  expect(page.url()).toContain('key=RUN-1');

  await table.getByRole('link', { name: /^its card updated.*RUN-1$/ }).click();
  await page.getByRole('heading', { name: 'Changes: one card and its parts' }).waitFor();
  await page.getByRole('row', { name: /update Computer RUN-1 RAM 3072 → 4096/ }).waitFor();
  await page.goBack();
  await table.getByRole('link', { name: 'RUN-1', exact: true }).click();
  await page.getByRole('link', { name: /^RAM: Source scanner/ }).click();
  await page.getByRole('heading', { name: 'Source scanner' }).waitFor();
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

describe('a run that would retire too much', () => {
  test('says what waits and why, is decided group by group and written', async () => {
    const id = await makeWaitingRun(cmdb, 'attic');
    await page.goto('/runs');
    await page.getByRole('row', { name: /attic.*waiting.*of these 20 wait for a decision/ }).waitFor();
    await page
      .getByRole('row', { name: /attic.*waiting/ })
      .getByRole('link')
      .first()
      .click();

    const panel = page.getByRole('region', { name: '20 steps wait for a decision' });
    const group = panel.getByRole('listitem').filter({ hasText: 'Retire Computer' });
    await group.waitFor();
    const told = await group.innerText();
    expect(told).toContain('10 steps');
    expect(told).toMatch(/Rule\s+limit of one run/);
    expect(told).toMatch(/Count\s+10 of 12 that the source knows/);
    expect(told).toMatch(/Share\s+83.3 %/);
    expect(told).toMatch(/Waits when\s+more than 5 and more than 20 %/);
    expect(told).toContain('Waits along with it: 10 steps retire Memory');
    await keepPicture(page, 'run-waiting');

    await group.getByRole('button', { name: 'Approve: Retire Computer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve: Retire Computer' });
    await dialog.getByText('Decided along with it: 10 steps retire Memory.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('The attic was cleared');
    await keepPicture(page, 'run-approve');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    const write = page.getByRole('button', { name: 'Write the 20 approved steps' });
    await write.waitFor();
    await page.getByText('admin approved 20 steps').waitFor();
    await keepPicture(page, 'run-approved');
    await write.click();
    await page.getByRole('heading', { name: /^Run of attic applied/ }).waitFor();

    expect(await cmdb.call('GET', `/api/runs/${id}`)).toMatchObject({ state: 'applied', held: 0 });
    const cards = await cmdb.call<{ total: number }>('GET', '/api/classes/Computer/cards?query=ATTIC');
    expect(cards.total).toBe(2);
  });

  test('is compared with the run before, what would retire told first', async () => {
    const id = await makeWaitingRun(cmdb, 'shaft');
    await page.goto(`/runs/${id}`);
    await page.getByRole('link', { name: /^Compare with the run before/ }).click();

    await page.getByText('24 cards are treated differently.').waitFor();
    const group = page.getByRole('region', {
      name: 'This run retires 10 Computer that the run before created.',
    });
    await group.getByRole('row', { name: /SHAFT-3 retire create.*RAM 4096/ }).waitFor();
    expect(page.url()).toContain('with=');
    await keepPicture(page, 'run-comparison');
  });

  test('can be decided step by step, and a refusal ends it', async () => {
    const id = await makeWaitingRun(cmdb, 'cellar');
    await page.goto(`/runs/${id}`);
    await page.getByRole('link', { name: 'Look at each: Retire Computer' }).click();
    await page.getByRole('heading', { name: 'Changes: what waits to retire Computer' }).waitFor();
    expect(page.url()).toContain('heldAs=retire');

    await page.getByRole('checkbox', { name: 'Choose retire Computer CELLAR-3' }).check();
    await page.getByRole('button', { name: 'Approve chosen …' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('This one is gone');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText('admin approved 2 steps').waitFor();

    await page.getByRole('button', { name: 'Refuse: Retire Computer' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('The export was cut off');
    await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('admin refused 18 steps').waitFor();
    await page.getByRole('heading', { name: '2 steps approved, not written yet' }).waitFor();
    await page.getByRole('button', { name: 'Write the 2 approved steps' }).click();
    await page.getByRole('heading', { name: /^Run of cellar applied/ }).waitFor();

    const cards = await cmdb.call<{ total: number }>('GET', '/api/classes/Computer/cards?query=CELLAR');
    expect(cards.total).toBe(11);
  });

  test('is told to who may only read, without anything to press', async () => {
    const id = await makeWaitingRun(cmdb, 'depot');
    await cmdb.call('POST', '/api/accounts', {
      username: 'looker',
      displayName: 'Looker',
      roles: ['reader'],
    });
    const context = await browser.newContext({ baseURL: cmdb.url });
    const reader = await context.newPage();
    await reader.goto(await cmdb.createLoginLink('looker'));
    await reader.getByRole('heading', { name: 'What do we own?' }).waitFor();

    await reader.goto(`/runs/${id}`);
    await reader.getByText('An administrator decides on it.').waitFor();
    await reader.getByText('limit of one run').waitFor();

    expect(await reader.locator('article').getByRole('button').count()).toBe(0);
    expect(await reader.locator('article').getByRole('checkbox').count()).toBe(0);
    await reader.goto('/sources/depot');
    await reader.getByText('To change it takes the permission “reconcile”').waitFor();
    expect(await reader.getByRole('button', { name: / …$/ }).count()).toBe(0);
    await context.close();
  });
});

describe('a run at its end', () => {
  test('is undone after its effects and what it leaves were shown', async () => {
    const id = await runSource(cmdb, 'lab', [
      computer('LAB-1', { Description: 'first', RAM: 3072 }),
      computer('LAB-2', { Description: 'second', RAM: 3072 }),
    ]);
    const kept = await cmdb.findCard('Computer', 'LAB-2');
    await cmdb.call(
      'PATCH',
      `/api/cards/${kept.id}`,
      { attributes: { Notes: 'ours now' } },
      { 'if-match': `"${kept.changeId}"` },
    );
    await page.goto(`/runs/${id}`);

    await page.getByRole('button', { name: 'Undo this run …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo this run of lab?' });
    await dialog.getByText('Cards that the run created: they retire').waitFor();
    const left = dialog.getByRole('region', { name: 'What is left and why' });
    expect(await left.innerText()).toMatch(/LAB-2/);
    await keepPicture(page, 'run-undo');
    const before = await cmdb.call<{ total: number }>('GET', '/api/classes/Computer/cards?query=LAB-');
    expect(before.total).toBe(2);
    await dialog.getByLabel('Reason').fill('The wrong list was scanned');
    await dialog.getByRole('button', { name: 'Undo the run' }).click();

    const report = page.getByRole('region', { name: 'This run was undone' });
    await report.getByText('The wrong list was scanned').waitFor();
    await report.getByRole('link', { name: 'LAB-2' }).first().waitFor();
    await page.getByRole('heading', { name: /^Run of lab applied undone/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Undo this run …' }).count()).toBe(0);
    await keepPicture(page, 'run-undone');
    const after = await cmdb.call<{ total: number }>('GET', '/api/classes/Computer/cards?query=LAB-');
    expect(after.total).toBe(1);
  });
});

describe('a run under way', () => {
  test('is cancelled, and what waits of it is not written', async () => {
    const id = await makeWaitingRun(cmdb, 'garage');
    await page.goto(`/runs/${id}`);

    await page.getByRole('button', { name: 'Cancel this run …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this run of garage?' });
    await dialog.getByText('What waits is not written').waitFor();
    await dialog.getByLabel('Reason').fill('The export is broken');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: /^Run of garage cancelled/ }).waitFor();
    await page.getByText('Cancelled waiting by admin: The export is broken').waitFor();
    await page.getByRole('button', { name: 'Undo this run …' }).waitFor();
    const cards = await cmdb.call<{ total: number }>('GET', '/api/classes/Computer/cards?query=GARAGE');
    expect(cards.total).toBe(12);
  });
});

describe('the page of a source', () => {
  test('tells how its runs went, what waits and what it may do, and leads there', async () => {
    await makeWaitingRun(cmdb, 'balcony');
    await page.goto('/runs');
    await page
      .getByRole('row', { name: /balcony.*A source that lost machines/ })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { name: 'Source balcony' }).waitFor();

    const strip = page.getByRole('list', { name: 'Runs, the oldest first' });
    await strip.getByRole('link', { name: /full, waiting .* 20 wait/ }).waitFor();
    expect(await strip.getByRole('link').count()).toBe(2);
    await page.getByText('Last good run').waitFor();
    await page
      .getByText('When more than 5 and more than 20 % of the cards of Computer would retire')
      .first()
      .waitFor();

    await page.getByRole('link', { name: '20 steps wait for a decision' }).click();

    await page.getByRole('heading', { name: /^Run of balcony waiting/ }).waitFor();
  });

  test('lets the times of its runs be set, in words, and tells at its field what cannot be', async () => {
    await page.goto('/sources/scanner');
    await page.getByText('Runs start by hand only.').waitFor();
    await page.getByRole('button', { name: 'Change the schedule …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Schedule of scanner' });
    await dialog.getByRole('switch', { name: 'Runs start by a schedule' }).check();
    const [times, zone] = [dialog.getByRole('textbox', { name: 'Times' }), dialog.getByLabel('Time zone')];
    await dialog.getByText('Every day at 02:00').waitFor();
    expect(await zone.inputValue()).toBe('Europe/Belgrade');

    const deltas = dialog.getByRole('textbox', { name: 'Deltas' });
    await times.fill('0 2 * *');
    await deltas.fill('hourly');
    await zone.fill('Europe/Nowhere');
    await dialog.getByRole('button', { name: 'Let it stand' }).click();
    await dialog.getByText('must have five fields').first().waitFor();
    await dialog.getByText('not 1: "hourly"').waitFor();
    await dialog.getByText('is no time zone by its IANA name').waitFor();
    await expect.poll(() => times.evaluate((element) => element === document.activeElement)).toBe(true);
    await keepPicture(page, 'source-schedule-fault');

    await times.fill('30 3 * * 1-5');
    await deltas.fill('*/15 * * * *');
    await dialog.getByText('Every 15 minutes').waitFor();
    await zone.fill('Europe/Belgrade');
    await dialog.getByLabel('Longest delay (seconds)').fill('600');
    await dialog.getByRole('radio', { name: 'They are left out' }).check();
    await dialog.getByRole('button', { name: 'Let it stand' }).click();

    await dialog.waitFor({ state: 'detached' });
    await page.getByText('At 03:30 on Monday to Friday, by the clock of Europe/Belgrade').waitFor();
    await page.getByText('Every 15 minutes, by the clock of Europe/Belgrade').waitFor();
    await page.getByText('Each starts up to 10 minutes later').waitFor();
    await page.getByText(/The next run starts in/).waitFor();
  });

  test('lets an administrator take back all that it has said, after its effects and by its name', async () => {
    await runSource(cmdb, 'echo', [computer('ECHO-1', { RAM: 3072 }), computer('ECHO-2', { RAM: 3072 })]);
    const kept = await cmdb.findCard('Computer', 'ECHO-2');
    const edited = { attributes: { Notes: 'ours now' } };
    await cmdb.call('PATCH', `/api/cards/${kept.id}`, edited, { 'if-match': `"${kept.changeId}"` });
    await page.goto('/sources/echo');

    await page.getByRole('button', { name: 'Take back all that it has said …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take back all that echo has said?' });
    await dialog.getByText('Cards that only this source has created and spoken of: they retire').waitFor();
    await dialog.getByText('For example: 2 cards').click();
    await dialog.getByText('ECHO-1: retires').waitFor();
    await dialog.getByText('RAM 3072 → —, as in a new card').waitFor();
    expect(await dialog.getByRole('region', { name: 'What is left and why' }).innerText()).toMatch(/ECHO-2/);
    const take = dialog.getByRole('button', { name: 'Take it all back' });
    await dialog.getByLabel('Reason').fill('It scanned a neighbour');
    await dialog.getByLabel('Type echo to confirm').fill('ech');
    expect(await take.isDisabled()).toBe(true);
    await dialog.getByLabel('Type echo to confirm').fill('echo');
    await keepPicture(page, 'source-withdrawal');
    await take.click();

    await dialog.waitFor({ state: 'detached' });
    const report = page.getByRole('region', { name: 'It was taken back' });
    await report.getByText('It scanned a neighbour').waitFor();
    const { total } = await cmdb.call<{ total: number }>('GET', '/api/classes/Computer/cards?query=ECHO');
    expect(total).toBe(1);
    expect((await cmdb.findCard('Computer', 'ECHO-2')).attributes.RAM ?? null).toBeNull();
  });

  test('lets an administrator change the policy, who sees beforehand what it means and what is wrong', async () => {
    await page.goto('/sources/scanner');
    await page.getByText('Nobody has set one').waitFor();
    await page.getByRole('button', { name: 'Change the policy …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Policy of scanner' });
    const text = dialog.getByRole('textbox', { name: 'Policy' });
    await dialog.getByText('By default:').first().waitFor();

    await text.fill('{"vanished": [{"class": "Computer", "action": "vanish"}]}');
    await dialog.getByText('must be one of retire, set, leave').waitFor();
    await text.fill('{\n"vanished": [\n{"class": "Komputer", "action": "leave"}]}');
    await dialog.getByText('A Komputer that is no longer mentioned stays as it is.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Let it stand' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('Rooms are scanned by turns');
    await dialog.getByRole('button', { name: 'Let it stand' }).click();
    await dialog.getByText('Komputer is no class').waitFor();
    const chosen = () =>
      text.evaluate((field) =>
        field instanceof HTMLTextAreaElement && field === document.activeElement
          ? field.value.slice(field.selectionStart, field.selectionEnd)
          : 'not focused',
      );
    expect(await chosen()).toBe('"class": "Komputer"');
    expect(await dialog.locator('[data-faulty]').innerText()).toBe('3');
    await dialog.getByLabel('Reason').focus();
    await dialog.getByRole('button', { name: 'Line 3' }).click();
    expect(await chosen()).toBe('"class": "Komputer"');
    await keepPicture(page, 'source-policy-fault');
    await text.fill('{"vanished": [{"class": "Computer", "action": "leave"}]}');
    await dialog.getByRole('button', { name: 'Let it stand' }).click();

    await dialog.waitFor({ state: 'detached' });
    await page.getByText('A Computer that is no longer mentioned stays as it is.').first().waitFor();
    await page.getByRole('row', { name: /it stands admin Rooms are scanned by turns/ }).waitFor();
    await keepPicture(page, 'source-policy');
  });
});

describe.each(['first', 'last'])('while the answer that is asked for %s comes first', (order) => {
  test('what a page shows already does not move', async () => {
    const run = await makeWaitingRun(cmdb, `settles-${order}`);
    const { context, page: slow } = await cmdb.signIn(browser, { reducedMotion: 'reduce' });
    await context.addInitScript(() => {
      const moves: string[] = [];
      Reflect.set(window, 'moves', moves);
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) moves.push(`${Reflect.get(entry, 'value')}`);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    let asked = 0;
    await context.route('**/api/**', async (route) => {
      asked += 1;
      const after = order === 'first' ? asked : Math.max(12 - asked, 0);
      await new Promise((resolve) => setTimeout(resolve, 80 * after));
      await route.continue();
    });
    for (const address of [`/runs/${run}`, `/sources/settles-${order}`, '/quarantine']) {
      asked = 0;
      await slow.goto(address);
      await slow.waitForLoadState('networkidle');
      const moved = await slow.evaluate(() => Reflect.get(window, 'moves').map(Number));
      expect({ address, moved: moved.filter((share: number) => share > 0.005) }).toEqual({
        address,
        moved: [],
      });
    }
    await context.close();
  });
});
