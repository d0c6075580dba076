import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyWork } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let room: string;
let computer: string;
let device: string;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  const { created } = await cmdb.edit({
    create: [
      { class: 'Room', attributes: { Code: 'R1', Description: 'Server room' } },
      { class: 'Computer', attributes: { Code: 'PC-1' } },
      { class: 'NetworkDevice', attributes: { Code: 'SW-1' } },
    ],
  });
  [room = '', computer = '', device = ''] = created;
});

function relate(domain: string, source: string, target: string, more: object = {}) {
  return call('POST', '/relations', { domain, source, target, ...more });
}

describe('relating two cards', () => {
  test('gives the relation with both its cards and its attributes', async () => {
    const { status, body, headers } = await relate('NetworkDeviceItems', device, computer, {
      attributes: { Port: '7' },
      reason: 'plugged in',
    });

    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/relations/${body.id}`);
    expect(body).toMatchObject({
      domain: 'NetworkDeviceItems',
      source: { id: device, class: 'NetworkDevice', code: 'SW-1' },
      target: { id: computer, class: 'Computer', code: 'PC-1' },
      attributes: { Port: '7' },
      provenance: { source: 'person' },
    });
    expect((await call('GET', `/relations/${body.id}`)).body).toEqual(body);
  });

  test('shows at both ends, and as an attribute where there is one', async () => {
    await relate('RoomItems', room, computer);

    const ofRoom = await call('GET', `/cards/${room}/relations`);
    const ofComputer = await call('GET', `/cards/${computer}/relations`);
    const card = await call('GET', `/cards/${computer}`);

    expect(ofRoom.body.items).toMatchObject([
      {
        domain: 'RoomItems',
        label: 'holds',
        direction: 'directed',
        total: 1,
        relations: [{ card: { id: computer } }],
      },
    ]);
    expect(ofComputer.body.items).toMatchObject([
      { domain: 'RoomItems', label: 'stands in', direction: 'inverted', relations: [{ card: { id: room } }] },
    ]);
    expect(card.body.attributes.Room).toMatchObject({ id: room, code: 'R1' });
  });

  test('twice is a conflict that shows the relation that stands, and leaves it as it is', async () => {
    const first = await relate('NetworkDeviceItems', device, computer, { attributes: { Port: '7' } });

    const again = await relate('NetworkDeviceItems', device, computer, { attributes: { Port: '8' } });

    expect(again.status).toBe(409);
    expect(again.body.current).toMatchObject({ id: first.body.id });
    expect((await call('GET', `/relations/${first.body.id}`)).body).toEqual(first.body);
  });

  test('against cardinality is a conflict that shows what is in the way', async () => {
    const other =
      (await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: 'R2' } }] })).created[0] ?? '';
    const first = await relate('RoomItems', room, computer);

    const second = await relate('RoomItems', other, computer);

    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({
      detail: 'Room R1 holds Computer PC-1 already, and RoomItems is 1:N',
      current: { id: first.body.id },
    });
  });

  test('with faults tells all of them', async () => {
    const wrong = await relate('NetworkDeviceItems', computer, computer, {
      attributes: { Port: 7, Colour: 'red' },
    });
    const unknown = await relate('Nix', room, computer);

    expect(wrong.body.faults.map((fault: { path: string }) => fault.path)).toEqual([
      'attributes.Port',
      'attributes.Colour',
      'source',
    ]);
    expect(unknown.status).toBe(404);
  });
});

test('a relation that is ended is gone now, and was there then', async () => {
  const { body } = await relate('RoomItems', room, computer);

  const ended = await call('DELETE', `/relations/${body.id}?reason=moved`);

  expect(ended.status).toBe(204);
  expect((await call('GET', `/relations/${body.id}`)).status).toBe(404);
  expect((await call('DELETE', `/relations/${body.id}`)).status).toBe(404);
  expect((await call('GET', `/cards/${room}/relations`)).body.items).toEqual([]);
  const then = await call('GET', `/cards/${room}/relations?asOf=${body.validFrom}`);
  expect(then.body.items).toMatchObject([{ domain: 'RoomItems', relations: [{ card: { code: 'PC-1' } }] }]);
});

describe('a relation that shows as a reference which people may not set', () => {
  const setMode = async (mode: string) => {
    const { status } = await call('PATCH', '/classes/Item/attributes/Room', { mode });
    expect(status).toBe(200);
  };
  afterEach(() => setMode('write'));

  test.each(['read', 'hidden'])('is neither begun nor ended by people when it is %s', async (mode) => {
    const standing = await relate('RoomItems', room, device);
    await setMode(mode);

    const begun = await relate('RoomItems', room, computer);
    const ended = await call('DELETE', `/relations/${standing.body.id}`);

    expect([begun.status, ended.status]).toEqual([400, 400]);
    expect(begun.body.faults).toEqual([
      { path: 'domain', message: 'is shown by Computer.Room, which is set by sources only' },
    ]);
    expect(ended.body.faults).toEqual([
      { path: 'id', message: 'is shown by NetworkDevice.Room, which is set by sources only' },
    ]);
  });

  test('is begun and ended by sources', async () => {
    await setMode('read');
    const source = { actor: 'ocs', source: 'seed' };

    const { related } = await applyWork(
      cmdb,
      { relate: [{ domain: 'RoomItems', source: room, target: computer }] },
      source,
    );
    const { unrelated } = await applyWork(cmdb, { unrelate: [{ id: related[0]?.id ?? '' }] }, source);

    expect(unrelated).toHaveLength(1);
  });

  test('is begun with its card and by nobody later when it is immutable', async () => {
    await setMode('immutable');

    const later = await relate('RoomItems', room, computer);
    const id = '01970000-0000-7000-8000-000000000001';
    const { related } = await cmdb.edit({
      create: [{ id, class: 'Computer', attributes: { Code: 'PC-2' } }],
      relate: [{ domain: 'RoomItems', source: room, target: id }],
    });

    expect(later.body.faults).toMatchObject([{ message: expect.stringContaining('at creation only') }]);
    expect(related).toMatchObject([{ written: true }]);
  });

  test('ends with its card all the same', async () => {
    await relate('RoomItems', room, computer);
    await setMode('read');

    expect((await call('DELETE', `/cards/${computer}`, undefined, '*')).status).toBe(204);
  });
});

test('a group tells how many there are, however few are shown, and can be asked for alone', async () => {
  const create = Array.from({ length: 5 }, (_, index) => ({
    class: 'Computer',
    attributes: { Code: `C${index}`, Room: room, Responsible: null },
  }));
  await cmdb.edit({ create });

  const { body } = await call('GET', `/cards/${room}/relations?limit=2&domain=RoomItems`);
  const none = await call('GET', `/cards/${room}/relations?domain=FloorRooms`);

  expect(body.items[0]).toMatchObject({
    total: 5,
    relations: [{ card: { code: 'C0' } }, { card: { code: 'C1' } }],
  });
  expect(none.body.items).toEqual([]);
});

test('a card that never was has no list of relations', async () => {
  const { status } = await call('GET', '/cards/01970000-0000-7000-8000-000000000000/relations');

  expect(status).toBe(404);
});
