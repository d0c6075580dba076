import { operations } from '@popis/inventory-administration';
import type { InventoryRequest } from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  inventoryDatabases,
  openTestInventory,
  type TestInventory,
} from '../../../../tests/inventory/test-inventory.ts';
import { storeInventory } from '../inventory/store-inventory.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };

interface Told {
  name: string;
  serial: string;
  uuid: string;
  mac: string;
  disk: string;
}

function toRequest({ name, serial, uuid, mac, disk }: Told, run: number): InventoryRequest {
  return {
    query: 'INVENTORY',
    deviceId: `${name}-2026-01-02-03-04-0${run}`,
    sections: {
      HARDWARE: [{ NAME: name, UUID: uuid }],
      BIOS: [{ SSN: serial, SMANUFACTURER: 'Dell Inc.', SMODEL: 'OptiPlex 7090' }],
      NETWORKS: [{ MACADDR: `d4:be:d9:00:${mac}`, DESCRIPTION: 'eth0' }],
      STORAGES: [{ NAME: 'sda', SERIALNUMBER: disk }],
    },
    accountInfo: [],
    ignoredSections: [],
  };
}

function machine(mark: string): Told {
  return {
    name: `pc-${mark}`,
    serial: `SER-${mark}`,
    uuid: `4C4C4544-0042-3610-8052-0000000000${mark}`,
    mac: `00:${mark}`,
    disk: `DISK-${mark}`,
  };
}

describe.each(inventoryDatabases)('on $name', ({ create }) => {
  let inventory: TestInventory;

  beforeAll(async () => {
    inventory = await openTestInventory(await create());
  });
  afterAll(() => inventory?.stop());

  async function report(told: Told, run = 1): Promise<void> {
    await storeInventory(inventory.store, toRequest(told, run), sender);
  }

  async function idOf(name: string): Promise<number> {
    const { body } = await inventory.call('GET', `/devices?search=${name}`);
    return body.items[0].id;
  }

  /** A board replaced with another serial number, under the same DEVICEID: nobody could tell. */
  async function leaveOpen(mark: string): Promise<{ question: number; former: number; present: number }> {
    const before = machine(mark);
    await report(before);
    const uuid = before.uuid.replace('3610', '9999');
    await report({ ...before, serial: `OTHER-${mark}`, uuid, mac: `11:${mark}` });
    const { body } = await inventory.call('GET', '/identification/reviews?limit=1000');
    const question = body.items.find(({ deviceId }: { deviceId: string }) =>
      deviceId.startsWith(`pc-${mark}`),
    );
    return { question: question?.id, former: question?.candidate, present: question?.device };
  }

  test('a decision is told with its evidence and with each candidate weighed', async () => {
    const { call } = inventory;
    const { question, former } = await leaveOpen('A1');

    const { body } = await call('GET', `/identification/decisions/${question}`);

    const read = operations.getIdentityDecision.answer?.parse(body);
    expect(read).toMatchObject({ outcome: 'review', state: 'open', candidate: former, rules: '1' });
    expect(read?.evidence).toMatchObject({ serial: 'OTHER-A1', name: 'pc-A1' });
    expect(read?.verdicts[0]).toMatchObject({ device: former, standing: 'review' });
    expect(read?.verdicts[0]?.terms).toContainEqual(
      expect.objectContaining({ kind: 'disk', says: 'agrees', values: ['DISK-A1'] }),
    );
    expect(Math.abs(Date.parse(body.at) - Date.now())).toBeLessThan(120_000);
    expect((await call('GET', '/identification/decisions/9999')).status).toBe(404);
  });

  test('decisions are found by device and outcome, page by page', async () => {
    const { call } = inventory;
    const { present } = await leaveOpen('A2');

    const ofDevice = await call('GET', `/identification/decisions?device=${present}`);
    const reviews = await call('GET', '/identification/decisions?outcome=review&limit=1');
    const rest = await call(
      'GET',
      `/identification/decisions?outcome=review&limit=1&cursor=${reviews.body.next}`,
    );

    expect(operations.listIdentityDecisions.answer?.parse(ofDevice.body).total).toBe(1);
    expect(reviews.body.items[0].id).toBeGreaterThan(rest.body.items[0].id);
  });

  test('a question that is answered "same" is a merge, which can be undone once', async () => {
    const { call } = inventory;
    const { question, former, present } = await leaveOpen('A3');
    const address = `/identification/reviews/${question}/answers`;

    const answered = await call('POST', address, { answer: 'same' });
    const again = await call('POST', address, { answer: 'distinct' });
    const merges = await call('GET', `/identification/merges?device=${former}`);
    const gone = await call('GET', `/devices/${present}`);
    const undone = await call('POST', `/identification/merges/${merges.body.items[0].id}/undo`);
    const twice = await call('POST', `/identification/merges/${merges.body.items[0].id}/undo`);

    expect(answered.body).toMatchObject({ id: question, state: 'same' });
    expect([again.status, gone.status]).toEqual([409, 404]);
    expect(operations.listMerges.answer?.parse(merges.body).items).toEqual([
      expect.objectContaining({ kept: former, other: present, undoneAt: null }),
    ]);
    expect(undone.body).toEqual({ kept: former, other: present });
    expect((await call('GET', `/devices/${present}`)).status).toBe(200);
    expect(twice.status).toBe(404);
    const after = await call('GET', `/identification/merges?device=${former}`);
    expect(after.body.items[0].undoneAt).not.toBeNull();
  });

  test('a question that is answered "distinct" leaves two', async () => {
    const { call } = inventory;
    const { question, former, present } = await leaveOpen('A4');

    const answered = await call('POST', `/identification/reviews/${question}/answers`, {
      answer: 'distinct',
    });

    expect(answered.body.state).toBe('distinct');
    for (const id of [former, present]) expect((await call('GET', `/devices/${id}`)).status).toBe(200);
  });

  test('two devices are merged for a reason that is kept', async () => {
    const { call } = inventory;
    await report(machine('21'));
    await report(machine('22'));
    const [kept, other] = [await idOf('pc-21'), await idOf('pc-22')];

    const merged = await call('POST', '/identification/merges', { kept, other, reason: 'one desk' });

    expect(operations.mergeDevices.answer?.parse(merged.body)).toMatchObject({
      kept,
      keptDeviceId: 'pc-21-2026-01-02-03-04-01',
      other,
      reason: 'one desk',
      undoneAt: null,
    });
    expect((await call('GET', `/devices/${kept}`)).body.deviceId).toBe('pc-22-2026-01-02-03-04-01');
    const itself = await call('POST', '/identification/merges', { kept, other: kept, reason: 'x' });
    const nobody = await call('POST', '/identification/merges', { kept, other: 9999, reason: 'x' });
    expect([itself.status, nobody.status]).toEqual([409, 404]);
  });

  test('an identifier is junk until it is said that it counts', async () => {
    const { call } = inventory;
    const address = '/identification/identifiers';
    const identifier = 'serial:To/Be #1';

    const demoted = await call('POST', address, { identifier, standing: 'demoted', reason: 'a sticker' });
    const junk = await call('GET', `${address}?standing=demoted`);
    await call('POST', address, { identifier, standing: 'restored' });
    const after = await call('GET', address);
    const unknown = await call('POST', address, { identifier: 'serial:NOT-JUNK', standing: 'restored' });
    const faulty = await call('POST', address, { identifier: 'colour:red', standing: 'demoted' });

    expect(demoted.status).toBe(204);
    expect(operations.listIdentifierStandings.answer?.parse(junk.body).items).toContainEqual(
      expect.objectContaining({ identifier, standing: 'demoted', reason: 'a sticker' }),
    );
    expect(after.body.items).toContainEqual(expect.objectContaining({ identifier, standing: 'restored' }));
    expect(unknown.status).toBe(404);
    expect(faulty.body.faults[0].path).toBe('identifier');
  });

  test('other rules are tried on past contacts, and nothing is changed', async () => {
    const { call } = inventory;
    await leaveOpen('A5');
    await report({ ...machine('A5'), name: 'pc-A9' }, 2);
    const before = await call('GET', '/identification/decisions?limit=1000');

    const same = await call('POST', '/identification/trials', { rules: {} });
    const other = await call('POST', '/identification/trials', {
      rules: { sameFrom: 500, reviewFrom: 400, physical: { weights: { uuid: { agrees: 40, differs: 0 } } } },
    });
    const few = await call('POST', '/identification/trials', { contacts: 1, rules: {} });

    expect(operations.tryIdentificationRules.answer?.parse(same.body).differing).toBe(0);
    expect(operations.tryIdentificationRules.answer?.parse(other.body).differing).toBeGreaterThan(0);
    expect(other.body.devices.tried).toBeGreaterThan(other.body.devices.current);
    expect(few.body.contacts).toBe(1);
    expect(await call('GET', '/identification/decisions?limit=1000')).toEqual(before);
  });
});

test('on the database of a real OCS server it is said that its own rules hold', async () => {
  const inventory = await openTestInventory(getPeers('ocsDatabaseUrl').ocsDatabaseUrl);

  for (const topic of ['decisions', 'reviews', 'merges', 'identifiers']) {
    const { status, body } = await inventory.call('GET', `/identification/${topic}`);

    expect([status, body.detail]).toEqual([404, expect.stringContaining('its own rules hold')]);
  }
  await inventory.stop();
});
