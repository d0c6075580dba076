import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../tests/cmdb/http.ts';
import { computer, makeRun } from '../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';
import { CardWriter } from './cards/card-writer.ts';
import { toDemoWork } from './seed/demo-estate.ts';

/**
 * What a CMDB is for: every question that people put to one has an answer, now and on any date. The demonstration estate
 * stood at `before`; then the accounting computer moved to another desk, got other hands and another purpose, lost its
 * licence, and its monitor was written off.
 */
let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let before = '';

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const context = { actor: 'popis', source: 'seed', reason: 'demonstration estate' };
  const writer = cmdb.app.nest.get(CardWriter);
  await cmdb.app.database.transaction((tx) => writer.apply(tx, context, toDemoWork()));
  await pause();
  before = new Date().toISOString();
  await pause();
  const pc = await idOf('Computer', 'DEMO-PC1');
  const licence = (await relationsOf(pc))['LicenceItems of']?.[0]?.id ?? '';
  await cmdb.edit({
    update: [
      {
        id: pc,
        attributes: {
          Workspace: await idOf('Workspace', 'DEMO-W03'),
          Responsible: await idOf('Employee', 'DEMO-E08'),
          Purpose: 'Payroll',
          ServiceUntil: '2032-05-06',
        },
      },
    ],
    retire: [{ id: await idOf('Monitor', 'DEMO-MON1') }],
    unrelate: [{ id: licence }],
  });
}, 120_000);
afterAll(() => cmdb.stop());

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

interface Summary {
  id: string;
  code: string;
}

type Attributes = Record<string, unknown> &
  Record<'Room' | 'Workspace' | 'Responsible' | 'Supplier', Summary>;

async function list(className: string, parameters: Record<string, string> = {}, asOf?: string) {
  const query = new URLSearchParams({
    ...parameters,
    limit: '1000',
    ...(asOf === undefined ? {} : { asOf }),
  });
  const { status, body } = await call('GET', `/classes/${className}/cards?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  const cards: { id: string; class: string; attributes: Attributes }[] = body.items;
  return cards;
}

async function find(className: string, code: string, asOf?: string) {
  const filter = JSON.stringify({ attribute: 'Code', operator: 'equal', value: code });
  const [card] = await list(className, { filter }, asOf);
  if (card === undefined) throw new Error(`There is no ${className} ${code}`);
  return card;
}

async function idOf(className: string, code: string): Promise<string> {
  return (await find(className, code)).id;
}

/** Relations of a card by domain; the codes of the cards at their other end. */
async function relationsOf(
  id: string,
  asOf?: string,
): Promise<Record<string, (Summary & { card: Summary })[]>> {
  const { body } = await call('GET', `/cards/${id}/relations${asOf === undefined ? '' : `?asOf=${asOf}`}`);
  const groups: { domain: string; direction: string; relations: (Summary & { card: Summary })[] }[] =
    body.items;
  return Object.fromEntries(
    groups.map(({ domain, direction, relations }) => [
      direction === 'directed' ? domain : `${domain} of`,
      relations,
    ]),
  );
}

function codes(relations: readonly { card: Summary }[] | undefined): string[] {
  return (relations ?? []).map((relation) => relation.card.code).sort();
}

describe('the questions that people ask', () => {
  test('what do we own', async () => {
    const now = (await list('Item')).map((card) => card.attributes.Code);
    const then = (await list('Item', {}, before)).map((card) => card.attributes.Code);

    expect(now).toHaveLength(9);
    expect(now).not.toContain('DEMO-MON1');
    expect(then.filter((code) => !now.includes(code))).toEqual(['DEMO-MON1']);
  });

  test('where is it, who uses it, and for what', async () => {
    const users = async (asOf?: string) => {
      const { Workspace, Purpose } = (await find('Computer', 'DEMO-PC1', asOf)).attributes;
      const { attributes } = await find('Workspace', Workspace.code, asOf);
      const used = await relationsOf(Workspace.id, asOf);
      return { room: attributes.Room.code, users: codes(used['EmployeeWorkspaces of']), Purpose };
    };

    expect(await users()).toEqual({ room: 'DEMO-A101', users: ['DEMO-E03'], Purpose: 'Payroll' });
    expect(await users(before)).toEqual({ room: 'DEMO-A101', users: ['DEMO-E02'], Purpose: 'Bookkeeping' });
  });

  test('what is it part of, and what parts has it', async () => {
    const server = await find('Computer', 'DEMO-SRV1');
    const parts = await relationsOf(server.id);
    const memory = await find('Memory', 'DEMO-SRV1-M1');
    const monitors = async (asOf?: string) =>
      codes((await relationsOf(await idOf('Computer', 'DEMO-PC1'), asOf)).ComputerMonitors);

    expect(codes(parts.ComputerMemory)).toEqual(['DEMO-SRV1-M1', 'DEMO-SRV1-M2']);
    expect(codes(parts.ComputerStorage)).toEqual(['DEMO-SRV1-D1']);
    expect(memory.attributes.Computer).toMatchObject({ id: server.id, code: 'DEMO-SRV1' });
    expect(await monitors()).toEqual([]);
    expect(await monitors(before)).toEqual(['DEMO-MON1']);
  });

  test('when was it bought, from whom, and until when will it serve', async () => {
    const life = async (asOf?: string) => {
      const { PurchaseDate, Supplier, ServiceUntil } = (await find('Computer', 'DEMO-PC1', asOf)).attributes;
      return { PurchaseDate, Supplier: Supplier.code, ServiceUntil };
    };

    const bought = { PurchaseDate: '2025-05-06', Supplier: 'DEMO-S1' };
    expect(await life()).toEqual({ ...bought, ServiceUntil: '2032-05-06' });
    expect(await life(before)).toEqual({ ...bought, ServiceUntil: '2030-05-06' });
  });

  test('what has to be replaced by a date', async () => {
    const filter = JSON.stringify({ attribute: 'ServiceUntil', operator: 'less', value: '2030-12-31' });
    const due = async (asOf?: string) =>
      (await list('Computer', { filter, sort: 'ServiceUntil' }, asOf)).map((card) => card.attributes.Code);

    expect(await due()).toEqual(['DEMO-PC2', 'DEMO-SRV1']);
    expect(await due(before)).toEqual(['DEMO-PC2', 'DEMO-SRV1', 'DEMO-PC1']);
  });

  test('what depends on it, and what fails with it', async () => {
    const failing = async (id: string, asOf?: string): Promise<string[]> => {
      const dependents = (await relationsOf(id, asOf))['ItemDependencies of'] ?? [];
      const further = await Promise.all(dependents.map((relation) => failing(relation.card.id, asOf)));
      return [...codes(dependents), ...further.flat()];
    };
    const ledger = await idOf('Licence', 'DEMO-L-LEDGER');

    expect(await failing(await idOf('NetworkDevice', 'DEMO-SW1'))).toEqual([
      'DEMO-SRV1',
      'DEMO-PC1',
      'DEMO-PRN1',
    ]);
    expect(codes((await relationsOf(ledger)).LicenceItems)).toEqual([]);
    expect(codes((await relationsOf(ledger, before)).LicenceItems)).toEqual(['DEMO-PC1']);
  });

  test('which contract and licence cover it', async () => {
    const server = await relationsOf(await idOf('Computer', 'DEMO-SRV1'));
    const pc = await idOf('Computer', 'DEMO-PC1');

    expect(codes(server['ContractItems of'])).toEqual(['DEMO-C-2024-07']);
    expect(codes((await relationsOf(pc))['LicenceItems of'])).toEqual([]);
    expect(codes((await relationsOf(pc, before))['LicenceItems of'])).toEqual(['DEMO-L-LEDGER']);
  });

  test('what waits for a decision of IT', async () => {
    await makeRun(cmdb, [computer('PC-7'), computer('NA'), computer('PC-8'), computer('PC-8')]);

    const { body } = await call('GET', '/quarantine?source=ocs');

    const waiting: { key: string; reason: string }[] = body.items;
    expect(waiting.map(({ key }) => key).sort()).toEqual(['NA', 'PC-8', 'PC-8']);
    for (const { reason } of waiting) expect(reason).not.toBe('');
  });

  test('who used it and when, and who answers for it', async () => {
    const pc = await find('Computer', 'DEMO-PC1');
    const { body } = await call('GET', `/cards/${pc.id}/history`);
    const desks = body.items
      .filter((item: { relation?: { domain: string } }) => item.relation?.domain === 'WorkspaceItems')
      .map((item: { action: string; relation: { card: Summary } }) => [item.action, item.relation.card.code]);

    expect(pc.attributes.Responsible.code).toBe('DEMO-E08');
    expect((await find('Computer', 'DEMO-PC1', before)).attributes.Responsible.code).toBe('DEMO-E02');
    expect(desks).toEqual([
      ['unrelated', 'DEMO-W02'],
      ['related', 'DEMO-W03'],
      ['related', 'DEMO-W02'],
    ]);
    const moved = body.items.find((item: { action: string }) => item.action === 'unrelated');
    expect(moved).toMatchObject({ change: { actor: 'ana', source: 'person' } });
  });
});
