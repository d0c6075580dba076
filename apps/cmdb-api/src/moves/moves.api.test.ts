import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

async function make(className: string, ...codes: string[]): Promise<string[]> {
  const create = codes.map((Code) => ({ class: className, attributes: { Code } }));
  return (await cmdb.edit({ create })).created;
}

async function relate(domain: string, source: string | undefined, ...targets: (string | undefined)[]) {
  await cmdb.edit({
    relate: targets.map((target = '') => ({ domain, source: source ?? '', target })),
  });
}

async function preview(card: string | undefined, to: string | undefined, query = '') {
  return call('GET', `/cards/${card}/move?to=${to}${query}`);
}

/** A workspace in a room, with a computer that has a memory and a monitor, and its user. */
async function furnish() {
  const [from, to] = await make('Room', 'R1', 'R2');
  const [workspace, other] = await make('Workspace', 'W1', 'W2');
  const [computer] = await make('Computer', 'PC');
  const [memory] = await make('Memory', 'MEM');
  const [monitor] = await make('Monitor', 'MON');
  const [person] = await make('Employee', 'E1');
  await relate('RoomWorkspaces', from, workspace);
  await relate('WorkspaceItems', workspace, computer);
  await relate('ComputerMemory', computer, memory);
  await relate('ComputerMonitors', computer, monitor);
  await relate('EmployeeWorkspaces', person, workspace);
  return { from, to, workspace, other, computer, person };
}

async function countChanges(): Promise<number> {
  const [row] = await cmdb.query<{ count: string }>('SELECT count(*) FROM change');
  return Number(row?.count);
}

describe('the preview of a move', () => {
  test('says what ends, what begins and what moves along, and writes nothing', async () => {
    const { from, to, workspace } = await furnish();
    const changes = await countChanges();

    const { status, body } = await preview(workspace, to);

    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({
      domain: 'RoomWorkspaces',
      attribute: 'Room',
      ends: { relation: { source: from, target: workspace }, card: { code: 'R1' } },
      begins: { domain: 'RoomWorkspaces', source: to, target: workspace },
      stays: [],
      moves: {
        classes: [
          { class: 'Computer', count: 1 },
          { class: 'Memory', count: 1 },
          { class: 'Monitor', count: 1 },
        ],
        total: 3,
        exact: true,
      },
      ...{ people: 1, loop: false, allowed: true, refusal: null },
    });
    expect(await countChanges()).toBe(changes);
    expect((await preview(workspace, to)).body).toEqual(body);
  });

  test('is what the write then does, with its revision as If-Match', async () => {
    const { to, workspace } = await furnish();
    const { body } = await preview(workspace, to);
    const move = (ifMatch: string) =>
      call('PATCH', `/cards/${workspace}`, { attributes: { [body.attribute]: to } }, ifMatch);

    const moved = await move(`"${body.revision}"`);
    const again = await move(`"${body.revision}"`);
    const after = await preview(workspace, to);

    expect(moved.status).toBe(200);
    expect(moved.body.attributes.Room).toMatchObject({ code: 'R2' });
    expect(again.status).toBe(412);
    expect(after.body).toMatchObject({ ends: null, begins: null, allowed: true });
  });

  test('tells where else the card stays', async () => {
    const { to, computer } = await furnish();

    const { body } = await preview(computer, to);

    expect(body).toMatchObject({ domain: 'RoomItems', attribute: 'Room', ends: null, people: 0 });
    expect(body.stays).toMatchObject([{ relation: { domain: 'WorkspaceItems' }, card: { code: 'W1' } }]);
  });

  test('of a card that may stand at several places says which one it leaves, or asks', async () => {
    const { workspace, other, person } = await furnish();
    const [third] = await make('Workspace', 'W3');

    const only = await preview(person, other);
    await relate('EmployeeWorkspaces', person, other);
    const unclear = await preview(person, third);
    const named = await preview(person, third, `&from=${workspace}`);
    const wrong = await preview(person, other, `&from=${third}`);

    expect(only.body).toMatchObject({ attribute: null, ends: { card: { code: 'W1' } }, moves: { total: 0 } });
    expect(unclear.body.faults).toMatchObject([{ path: 'query.from' }]);
    expect(named.body).toMatchObject({ ends: { card: { code: 'W1' } }, stays: [{ card: { code: 'W2' } }] });
    expect(named.body.people).toBe(0);
    expect(wrong.body).toMatchObject({ ends: null, begins: null });
  });

  test('tells what the write would be refused for, and asks where it is not clear which', async () => {
    const [one, two] = await make('Computer', 'PC1', 'PC2');
    const [first, second] = await make('Sector', 'S1', 'S2');
    const [left, right] = await make('NetworkDevice', 'SW1', 'SW2');
    await call('POST', '/domains', {
      ...{ name: 'SectorServer', source: 'Sector', target: 'Computer', cardinality: '1:1' },
      ...{ directLabel: 'runs on', inverseLabel: 'runs', disabledTargets: [] },
    });
    await relate('SectorServer', first, one);
    await relate('SectorServer', second, two);

    const taken = await preview(first, two);
    const unclear = await preview(left, right);
    const itself = await preview(one, one);

    expect(taken.body).toMatchObject({
      ...{ allowed: false, ends: { card: { code: 'PC1' } } },
      refusal: { message: 'Sector S2 runs on Computer PC2 already, and SectorServer is 1:1' },
    });
    expect(unclear.body.faults).toMatchObject([{ path: 'query.domain' }]);
    expect(itself.body).toMatchObject({ ...{ loop: true, allowed: false }, refusal: { faults: [{}] } });
  });

  test('tells of a place that is within what moves', async () => {
    const [top, middle, bottom] = await make('Sector', 'A', 'B', 'C');
    await relate('SectorSectors', top, middle);
    await relate('SectorSectors', middle, bottom);

    const inward = await preview(top, bottom);
    const upward = await preview(bottom, top);

    expect(inward.body).toMatchObject({ loop: true, moves: { total: 2 } });
    expect(upward.body).toMatchObject({ loop: false, ends: { card: { code: 'B' } } });
  });

  test('needs cards that are there and a way between them', async () => {
    const { to, workspace } = await furnish();
    const [building] = await make('Building', 'B1');
    const nobody = '01970000-0000-7000-8000-000000000000';

    expect((await preview(nobody, to)).status).toBe(404);
    expect((await preview(workspace, nobody)).status).toBe(404);
    expect((await preview(workspace, building)).body.faults).toMatchObject([{ path: 'query.to' }]);
    expect((await preview(workspace, to, '&domain=Nix')).status).toBe(404);
  });
});
