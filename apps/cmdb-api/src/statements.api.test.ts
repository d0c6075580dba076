import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../../../tests/cmdb/http.ts';
import { countStatements } from '../../../tests/cmdb/recorded-statements.ts';
import { computer, planRun } from '../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let few: string;
let many: string;
let from: string;
let floor: string;
const runs = new Map<string, string>();

/** A room with computers, each of which has a monitor. */
async function furnish(code: string, computers: number): Promise<string> {
  const { created } = await cmdb.edit({ create: [{ class: 'Room', attributes: { Code: code } }] });
  const [room = ''] = created;
  const machines = await cmdb.edit({
    create: Array.from({ length: computers }, (_, index) => ({
      class: 'Computer',
      attributes: { Code: `${code}-PC-${index}`, Description: code, Room: room },
    })),
  });
  await cmdb.edit({
    create: machines.created.map((id, index) => ({
      class: 'Monitor',
      attributes: { Code: `${code}-M-${index}`, Computer: id, Room: room },
    })),
  });
  for (let note = 0; note < computers; note += 1) {
    await call('POST', `/cards/${room}/journal`, { text: `note ${note}` });
  }
  return room;
}

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  [floor = ''] = (await cmdb.edit({ create: [{ class: 'Floor', attributes: { Code: 'F' } }] })).created;
  few = await furnish('few', 2);
  many = await furnish('many', 25);
  for (const [of, machines] of [
    [few, 2],
    [many, 25],
  ] as const)
    runs.set(of, await planDoubtful(machines));
  from = new Date().toISOString();
}, 180_000);
afterAll(() => cmdb.stop());

/** A planned run of as many machines that can be told as of such that cannot. */
async function planDoubtful(machines: number): Promise<string> {
  const records = Array.from({ length: machines }, (_, index) => [computer(''), computer(`RUN-${index}`)]);
  return (await planRun(cmdb, records.flat())).id;
}

/** Statements of a request, those of its transaction and of signing in included. */
const baseline: [string, number][] = [
  ['/cards/{id}', 8],
  ['/cards/comparison?cards={id},{floor}', 8],
  ['/cards/{id}/candidates', 14],
  ['/cards/{id}/counts', 9],
  ['/cards/{id}/relations', 8],
  ['/cards/{id}/history', 15],
  ['/cards/{id}/journal', 9],
  ['/cards/{id}/graph?depth=1', 15],
  ['/cards/{id}/graph/differences?depth=1&from={from}', 27],
  ['/cards/{id}/impact?depth=1', 20],
  ['/cards/{id}/impact?depth=1&event=retire', 23],
  ['/cards/{id}/impact?depth=1&event=move', 20],
  ['/cards/{id}/impact?depth=1&event=expire&on=2030-01-01', 22],
  ['/cards/{id}/move?to={floor}', 34],
  ['/classes/Computer/tabs', 8],
  ['/classes/Item/cards?query={code}', 9],
  ['/classes/Item/cards?query={code}&columns=Code,Room,Room.Code,Room.Description', 10],
  ['/classes/Item/cards/differences?query={code}&from={from}', 18],
  ['/classes/Computer/counts?by=Room', 8],
  ['/classes/Computer/facets?of=Room,Status', 8],
  ['/classes/Room/cards/{id}/position', 7],
  ['/domains/RoomItems/candidates?query={code}', 8],
  ['/runs/{run}/records', 5],
  ['/search?q={code}&limit=1', 13],
  ['/classes', 7],
];

test.each(baseline)('%s takes %i statements, however much there is', async (address, expected) => {
  const counts: number[] = [];
  for (const [id, code] of [
    [few, 'few'],
    [many, 'many'],
  ] as const) {
    const asked = address
      .replace('{id}', id)
      .replace('{run}', runs.get(id) ?? '')
      .replace('{code}', code)
      .replace('{from}', from)
      .replace('{floor}', floor);
    counts.push(
      await countStatements(cmdb, async () => {
        const { status, body } = await call('GET', asked);
        expect(status, JSON.stringify(body)).toBe(200);
      }),
    );
  }

  expect(counts).toEqual([expected, expected]);
});
