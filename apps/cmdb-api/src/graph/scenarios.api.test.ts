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

interface Summary {
  code: string;
}
interface HitBody {
  card: Summary;
  effect: string;
  ends: { attribute: string; on: string } | null;
  path: { relation: { domain: string }; card: Summary }[];
  weakest: { domain: string };
}

type Made = Record<string, string>;

/** Makes cards by their codes; gives their ids. */
async function make(cards: Record<string, Record<string, string>>): Promise<Made> {
  const codes = Object.keys(cards);
  const { created } = await cmdb.edit({
    create: codes.map((Code) => {
      const { class: className = '', ...attributes } = cards[Code] ?? {};
      return { class: className, attributes: { Code, ...attributes } };
    }),
  });
  return Object.fromEntries(codes.map((code, index) => [code, created[index] ?? '']));
}

async function relate(ids: Made, ...relations: [domain: string, source: string, target: string][]) {
  await cmdb.edit({
    relate: relations.map(([domain, source, target]) => ({
      domain,
      source: ids[source] ?? '',
      target: ids[target] ?? '',
    })),
  });
}

async function impactOf(id: string | undefined, query: string) {
  const { status, body } = await call('GET', `/cards/${id}/impact?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

function effectsOf(hits: HitBody[]): string[] {
  return hits.map(({ card, effect }) => `${card.code} ${effect}`);
}

/** A contract that grants a licence, each of which covers something of a server in a room. */
async function makeEstate(): Promise<Made> {
  const ids = await make({
    R1: { class: 'Room' },
    SRV: { class: 'Computer', ServiceUntil: '2029-12-31' },
    MEM: { class: 'Memory' },
    MON: { class: 'Monitor' },
    APP: { class: 'Computer' },
    S1: { class: 'Supplier' },
    C1: { class: 'Contract', EndDate: '2027-06-30' },
    L1: { class: 'Licence', EndDate: '2027-03-31' },
    SW: { class: 'Software' },
    E1: { class: 'Employee' },
    IT: { class: 'Sector' },
  });
  await relate(
    ids,
    ['RoomItems', 'R1', 'SRV'],
    ['ComputerMemory', 'SRV', 'MEM'],
    ['ComputerMonitors', 'SRV', 'MON'],
    ['ItemDependencies', 'APP', 'SRV'],
    ['SupplierContracts', 'S1', 'C1'],
    ['ContractItems', 'C1', 'SRV'],
    ['ContractLicences', 'C1', 'L1'],
    ['LicenceSoftware', 'L1', 'SW'],
    ['ComputerSoftware', 'APP', 'SW'],
    ['ItemResponsible', 'SRV', 'E1'],
    ['SectorEmployees', 'IT', 'E1'],
  );
  return ids;
}

describe('a card', () => {
  test('that moves takes along what it holds, and not what depends on it', async () => {
    const ids = await makeEstate();

    const room = await impactOf(ids.R1, 'event=move');
    const failing = await impactOf(ids.R1, '');

    expect(effectsOf(room.hits).sort()).toEqual(['MEM moves', 'MON moves', 'SRV moves']);
    expect(effectsOf(failing.hits).sort()).toEqual(['APP fails', 'MON fails', 'SRV fails']);
    expect(room.concerned.people.map(({ card }: HitBody) => card.code)).toEqual(['E1']);
    expect(room.concerned.sectors.map(({ card }: HitBody) => card.code)).toEqual(['IT']);
  });

  test('that expires ends what ends by that day, and leaves without it what goes on', async () => {
    const ids = await makeEstate();

    const early = await impactOf(ids.C1, 'event=expire&on=2027-01-01');
    const middle = await impactOf(ids.S1, 'event=expire&on=2027-04-01');
    const late = await impactOf(ids.C1, 'event=expire&on=2027-06-30');
    const last = await impactOf(ids.C1, 'event=expire&on=2030-01-01');

    expect(early).toMatchObject({ hits: [], ends: { attribute: 'EndDate', on: '2027-06-30' } });
    // The supplier has no end; its contract has a later one, and keeps what is behind it.
    expect(effectsOf(middle.hits)).toEqual(['C1 uncovered']);
    expect(middle.ends).toBeNull();
    expect(effectsOf(late.hits).sort()).toEqual([
      'APP uncovered',
      'L1 expires',
      'SRV uncovered',
      'SW uncovered',
    ]);
    expect(late.hits.find(({ card }: HitBody) => card.code === 'SRV').ends).toEqual({
      attribute: 'ServiceUntil',
      on: '2029-12-31',
    });
    const app = late.hits.find(({ card }: HitBody) => card.code === 'APP');
    expect(app.path.map((step: HitBody['path'][0]) => step.card.code)).toEqual(['L1', 'SW', 'APP']);
    expect(effectsOf(last.hits)).toContain('MON uncovered');
  });

  test('that retires takes along what the domains say, says what forbids it, and fails the rest', async () => {
    const ids = await makeEstate();
    await call('PATCH', '/domains/ComputerMemory', { onSourceRetired: 'retire' });
    await call('PATCH', '/domains/ContractItems', { onTargetRetired: 'restrict' });

    const body = await impactOf(ids.SRV, 'event=retire');
    const refused = await call('DELETE', `/cards/${ids.SRV}`, undefined, '*');

    expect(effectsOf(body.hits).sort()).toEqual(['APP fails', 'MEM retires', 'MON fails']);
    expect(body.forbids.relations.map(({ card }: HitBody) => card.code)).toEqual(['C1']);
    expect(refused.status).toBe(409);
    await call('PATCH', '/domains/ComputerMemory', { onSourceRetired: 'end' });
    await call('PATCH', '/domains/ContractItems', { onTargetRetired: 'end' });
  });

  test('is asked about as of an instant too', async () => {
    const ids = await makeEstate();
    const before = new Date().toISOString();
    await call('DELETE', `/cards/${ids.MEM}`, undefined, '*');

    const now = await impactOf(ids.SRV, 'event=move');
    const then = await impactOf(ids.SRV, `event=move&asOf=${before}`);

    expect(effectsOf(now.hits)).toEqual(['MON moves']);
    expect(effectsOf(then.hits).sort()).toEqual(['MEM moves', 'MON moves']);
  });

  test('has no other events, and a day where one belongs', async () => {
    const { C1 } = await make({ C1: { class: 'Contract' } });
    const faultsOf = async (query: string) => {
      const { status, body } = await call('GET', `/cards/${C1}/impact?${query}`);
      return [status, body.faults.map((fault: { path: string }) => fault.path)];
    };

    expect(await faultsOf('event=explode')).toEqual([400, ['query.event']]);
    expect(await faultsOf('event=expire')).toEqual([400, ['query.on']]);
    expect(await faultsOf('event=expire&on=2027-02-30')).toEqual([400, ['query.on']]);
    expect(await faultsOf('event=expire&on=2027-01-01&ends=EndDate,Code')).toEqual([400, ['query.ends']]);
    expect(await faultsOf('on=2027-01-01&ends=EndDate')).toEqual([400, ['query.on', 'query.ends']]);
    expect(await faultsOf('event=move&direction=affectedBy')).toEqual([400, ['query.direction']]);
  });
});

describe('a comparison of scenarios', () => {
  test('says what only one reaches and what both do, cards and people and documents alike', async () => {
    const ids = await makeEstate();
    const one = { card: ids.SRV, event: 'fail' };
    const other = { card: ids.R1, event: 'move' };

    const { status, body } = await call('POST', '/impact/comparison', { one, other });

    expect(status).toBe(200);
    expect(effectsOf(body.hits.onlyOne)).toEqual(['APP fails']);
    expect(effectsOf(body.hits.onlyOther)).toEqual(['MEM moves']);
    expect(body.hits.both.map(({ card }: HitBody) => card.code).sort()).toEqual(['MON', 'SRV']);
    expect(body.hits.both).toContainEqual(
      expect.objectContaining({ card: expect.objectContaining({ code: 'SRV' }), one: null }),
    );
    expect(body.people).toMatchObject({ onlyOne: [], onlyOther: [], both: [{ code: 'E1' }] });
    expect(body.one).toMatchObject({ hits: 2, isWhole: true, ends: null });
  });

  test('of one card on two days says what the time between ends', async () => {
    const ids = await makeEstate();
    const scenario = { card: ids.C1, event: 'expire' };

    const { body } = await call('POST', '/impact/comparison', {
      one: { ...scenario, on: '2027-01-01' },
      other: { ...scenario, on: '2027-12-31', ends: ['EndDate'] },
    });

    expect(body.hits.onlyOne).toEqual([]);
    expect(body.hits.both).toEqual([]);
    expect(effectsOf(body.hits.onlyOther).sort()).toContain('L1 expires');
  });

  test('tells that a limit left some out', async () => {
    const ids = await makeEstate();
    const one = { card: ids.R1, event: 'move' };

    const { body } = await call('POST', '/impact/comparison', { one, other: one, limit: 1 });

    expect([body.one, body.other].map(({ hits, isWhole }) => [hits, isWhole])).toEqual([
      [1, false],
      [1, false],
    ]);
  });

  test('is refused with every fault, and for a card that is not there', async () => {
    const { C1 } = await make({ C1: { class: 'Contract' } });
    const one = { card: C1, event: 'expire' };
    const nobody = { card: '01970000-0000-7000-8000-000000000000', event: 'fail' };

    const faulty = await call('POST', '/impact/comparison', {
      one,
      other: { ...one, event: 'fail', on: '2027-01-01' },
    });
    const unknown = await call('POST', '/impact/comparison', {
      one: nobody,
      other: { ...one, on: '2027-01-01', ends: ['Nix'] },
    });
    const absent = await call('POST', '/impact/comparison', { one: nobody, other: nobody });

    expect(faulty.body.faults.map((fault: { path: string }) => fault.path)).toEqual(['one.on', 'other.on']);
    expect(unknown.body.faults.map((fault: { path: string }) => fault.path)).toEqual(['other.ends']);
    expect(absent.status).toBe(404);
  });
});
