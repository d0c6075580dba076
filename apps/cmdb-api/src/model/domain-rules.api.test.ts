import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const shared = { source: 'Item', target: 'Item', cardinality: 'N:N', inverseLabel: 'is in' };
  await call('POST', '/domains', {
    ...shared,
    name: 'Holds',
    directLabel: 'holds',
    onSourceRetired: 'retire',
  });
  await call('POST', '/domains', {
    ...shared,
    name: 'Needs',
    directLabel: 'needs',
    onTargetRetired: 'restrict',
  });
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

async function createComputers(...codes: string[]): Promise<string[]> {
  const create = codes.map((code) => ({ class: 'Computer', attributes: { Code: code } }));
  return (await cmdb.edit({ create })).created;
}

function relate(domain: string, source = '', target = '') {
  return cmdb.edit({ relate: [{ domain, source, target }] });
}

async function listStanding(): Promise<string[]> {
  const rows = await cmdb.query<{ code: string }>('SELECT card.code FROM card ORDER BY card.code');
  return rows.map((row) => row.code);
}

describe('what a domain says of retiring a card', () => {
  test('retires what the card holds along with it, to the last, as one change', async () => {
    const [rack, server, disk, other] = await createComputers('rack', 'server', 'disk', 'other');
    await relate('Holds', rack, server);
    await relate('Holds', server, disk);
    await relate('Holds', disk, rack);

    const { retired, changeId } = await cmdb.edit({ retire: [{ id: server ?? '' }] });

    expect(retired).toHaveLength(3);
    expect(await listStanding()).toEqual(['other']);
    expect((await call('GET', `/changes/${changeId}`)).body.intact).toBe(true);
    expect(other).toBeDefined();
  });

  test('refuses to retire what others need, and says what they are, until they need it no more', async () => {
    const [server, database] = await createComputers('server', 'database');
    const { related } = await relate('Needs', server, database);

    const refused = await call('DELETE', `/cards/${database}`, undefined, '*');
    const needing = await call('DELETE', `/cards/${server}`, undefined, '*');
    const freed = await call('DELETE', `/cards/${database}`, undefined, '*');

    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('1 of Needs');
    expect(refused.body.current).toEqual([{ domain: 'Needs', relation: related[0]?.id, card: server }]);
    expect([needing.status, freed.status]).toEqual([204, 204]);
  });

  test('does not stand in the way where both retire, or the relation ends, with the same work', async () => {
    const [one, two, three, four] = await createComputers('1', '2', '3', '4');
    await relate('Needs', one, two);
    const { related } = await relate('Needs', three, four);

    await cmdb.edit({ retire: [{ id: one ?? '' }, { id: two ?? '' }] });
    await cmdb.edit({ retire: [{ id: four ?? '' }], unrelate: [{ id: related[0]?.id ?? '' }] });

    expect(await listStanding()).toEqual(['3']);
  });

  test('is altered at run time, and is the usual again when taken back', async () => {
    const [server, database] = await createComputers('server', 'database');
    await relate('Needs', server, database);

    const altered = await call('PATCH', '/domains/Needs', { onTargetRetired: 'end' });
    const { status } = await call('DELETE', `/cards/${database}`, undefined, '*');
    await call('PATCH', '/domains/Needs', { onTargetRetired: 'restrict' });

    expect(altered.body).not.toHaveProperty('onTargetRetired');
    expect(status).toBe(204);
  });
});

describe('descendants that take no part in a domain', () => {
  test('are refused at that end only', async () => {
    await call('PATCH', '/domains/Holds', { disabledTargets: ['Computer'] });
    const [computer] = await createComputers('PC-1');
    const { created } = await cmdb.edit({ create: [{ class: 'Printer', attributes: { Code: 'P' } }] });

    const refused = await call('POST', '/relations', {
      domain: 'Holds',
      source: created[0],
      target: computer,
    });
    const other = await call('POST', '/relations', { domain: 'Holds', source: computer, target: created[0] });

    expect(refused.body.faults).toEqual([
      { path: 'target', message: 'must not be of the class Computer, which takes no part in Holds' },
    ]);
    expect(other.status).toBe(201);
  });

  test('cannot be such that are related already, or are not below the end', async () => {
    const [one, two] = await createComputers('1', '2');
    await relate('Needs', one, two);

    const related = await call('PATCH', '/domains/Needs', { disabledSources: ['Computer'] });
    const strange = await call('PATCH', '/domains/Needs', { disabledSources: ['Employee', 'Item'] });

    expect(related.body.current.broken).toMatchObject([{ path: 'domains.Needs.disabledSources', count: 1 }]);
    expect(strange.body.faults).toHaveLength(2);
  });
});
