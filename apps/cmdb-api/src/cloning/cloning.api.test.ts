import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

const clone = (id: string, body: object) => call('POST', `/cards/${id}/clone`, body);

describe('a clone', () => {
  test('has the values and references of its original, but for unique ones, and what is given over them', async () => {
    const room = await createCard(cmdb, 'Room', { Code: 'R1' });
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1', RAM: 4096, OS: 'Debian', Room: room });

    const { status, body, headers } = await clone(id, { attributes: { Code: 'PC-2', OS: null } });

    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/cards/${body.id}`);
    expect(body.id).not.toBe(id);
    expect(body.attributes).toMatchObject({ Code: 'PC-2', RAM: 4096, OS: null, Room: { id: room } });
  });

  test('without a value for what is mandatory and unique is refused', async () => {
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1' });

    const { status, body } = await clone(id, {});

    expect(status).toBe(400);
    expect(body.faults).toEqual([{ path: 'attributes.Code', message: 'is mandatory' }]);
    expect(await countTable(cmdb, 'card')).toBe(1);
  });

  test('has the relations of the domains that are named, and no others', async () => {
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1' });
    const printer = await createCard(cmdb, 'Printer', { Code: 'P1' });
    const software = await createCard(cmdb, 'Software', { Code: 'S1' });
    const relate = [
      { domain: 'ComputerPrinters', source: id, target: printer },
      { domain: 'ComputerSoftware', source: id, target: software },
    ];
    await cmdb.edit({ relate });

    const { body } = await clone(id, { attributes: { Code: 'PC-2' }, relations: ['ComputerPrinters'] });

    const related = await cmdb.query('SELECT target_id FROM relation WHERE source_id = $1', [body.id]);
    expect(related).toEqual([{ target_id: printer }]);
    const changes = await cmdb.query('SELECT DISTINCT change_id FROM relation WHERE source_id = $1', [
      body.id,
    ]);
    expect(changes).toEqual([{ change_id: body.changeId }]);
  });

  test('cannot share what only one card may have', async () => {
    const id = await createCard(cmdb, 'Computer', { Code: 'PC-1' });
    await createCard(cmdb, 'Memory', { Capacity: 1, Computer: id });

    const relations = ['ComputerMemory', 'RoomItems', 'Nothing'];
    const { status, body } = await clone(id, { attributes: { Code: 'PC-2' }, relations });

    expect(status).toBe(400);
    expect(body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual([
      'relations.0',
      'relations.1',
      'relations.2',
    ]);
  });

  test('of nothing is not found', async () => {
    expect((await clone('01970000-0000-7000-8000-000000000000', {})).status).toBe(404);
  });
});
