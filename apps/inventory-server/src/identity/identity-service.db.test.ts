import { DEFAULT_RULES } from '@popis/identification';
import type { InventoryRequest } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeInventory } from '../inventory/store-inventory.ts';
import { openStore, type Store } from '../store.ts';
import { backfillIdentifiers } from './backfill-identifiers.ts';
import { removeOldDecisions, resolveReview, restoreIdentifier, tryRulesOnPast } from './identity.service.ts';
import { listDecisions, listLearned, listReviews } from './past-contacts.read-model.ts';

const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };

interface Told {
  name: string;
  serial: string;
  uuid: string;
  mac: string;
  disk: string;
}

function toRequest({ name, serial, uuid, mac, disk }: Told, run = 1): InventoryRequest {
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

/** A machine with values of its own. */
function machine(mark: string): Told {
  return {
    name: `pc-${mark}`,
    serial: `SER-${mark}`,
    uuid: `4C4C4544-0042-3610-8052-0000000000${mark}`,
    mac: `00:${mark}`,
    disk: `DISK-${mark}`,
  };
}

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function report(told: Told, run = 1) {
    return await storeInventory(store, toRequest(told, run), sender);
  }

  async function countLike(name: string): Promise<number> {
    const [row] = await store.database.statements.query(
      'SELECT count(*) AS n FROM hardware h WHERE h.deviceid LIKE ?',
      [`${name}%`],
    );
    return Number(row?.n);
  }

  async function openReviewOf(name: string) {
    const review = (await listReviews(store)).find((each) => each.deviceId.startsWith(name));
    if (review === undefined) throw new Error(`nothing is open about ${name}`);
    return review;
  }

  /** A board replaced with another serial number, and a new system: nobody could tell. */
  async function raiseDoubt(mark: string) {
    const before = machine(mark);
    await report(before);
    const after = {
      ...before,
      serial: `OTHER-${mark}`,
      uuid: before.uuid.replace('3610', '9999'),
      mac: `11:${mark}`,
    };
    await report(after, 1);
    return after;
  }

  test('an open question says what it is about, and a person makes the two one', async () => {
    await raiseDoubt('A1');
    const review = await openReviewOf('pc-A1');
    expect(review).toMatchObject({
      outcome: 'review',
      state: 'open',
      placement: 'found',
      rules: DEFAULT_RULES.version,
    });
    expect(review.because).toContain('serial number differs -35');
    expect(review.verdicts[0]?.terms.find((term) => term.kind === 'disk')).toMatchObject({ says: 'agrees' });
    expect(await countLike('pc-A1')).toBe(2);

    await resolveReview(store, review.id, 'same');

    expect(await countLike('pc-A1')).toBe(1);
    await expect(resolveReview(store, review.id, 'distinct')).rejects.toThrow('answered already');
    await expect(resolveReview(store, 999_999, 'same')).rejects.toThrow('no decision');
  });

  test('a person says that they are two, and they stay two', async () => {
    const after = await raiseDoubt('A2');
    const review = await openReviewOf('pc-A2');

    await resolveReview(store, review.id, 'distinct');
    await report(after);

    expect(await countLike('pc-A2')).toBe(2);
    const [latest] = await listDecisions(store, review.hardwareId);
    expect(latest).toMatchObject({ outcome: 'same', placement: 'own' });
    expect(latest?.verdicts.find((verdict) => !verdict.isOwn || verdict.obstacle !== null)?.obstacle).toBe(
      'distinct',
    );
  });

  test('a demoted identifier is told, and counts again once a person says so', async () => {
    await report({ ...machine('B1'), serial: 'SHARED-B' });
    await report({ ...machine('B2'), serial: 'SHARED-B' });
    const found = (await listLearned(store)).find((each) => each.identifier === 'serial:SHARED-B');
    expect(found).toMatchObject({
      standing: 'demoted',
      holders: 2,
      reason: expect.stringContaining('2 live devices'),
    });

    await restoreIdentifier(store, 'serial:SHARED-B');
    await report({ ...machine('B3'), serial: 'SHARED-B' });

    const standing = (await listLearned(store)).find((each) => each.identifier === 'serial:SHARED-B');
    expect(standing?.standing).toBe('restored');
    await expect(restoreIdentifier(store, 'serial:SHARED-B')).rejects.toThrow('not demoted');
  });

  test('other rules are tried against what was decided, and change nothing', async () => {
    await report(machine('C1'));
    await report({ ...machine('C1'), name: 'pc-C9' }, 2);
    const before = await store.database.statements.query('SELECT count(*) AS n FROM identity_decision');

    const alike = await tryRulesOnPast(store, {});
    const strict = await tryRulesOnPast(store, { sameFrom: 500, reviewFrom: 400 });

    expect(alike.differences).toEqual([]);
    expect(strict.contacts).toBe(alike.contacts);
    const renamed = strict.differences.find((each) => each.contact.evidence.name === 'pc-C9');
    expect(renamed).toMatchObject({ current: { outcome: 'same' }, tried: { outcome: 'new' } });
    expect(strict.devices.tried).toBeGreaterThan(strict.devices.current);
    expect(await store.database.statements.query('SELECT count(*) AS n FROM identity_decision')).toEqual(
      before,
    );
  });

  test('old decisions go, open questions stay', async () => {
    await raiseDoubt('D1');
    const shift = store.database.dialect.name === 'postgres' ? "- interval '100 days'" : '- INTERVAL 100 DAY';
    await store.database.statements.query(`UPDATE identity_decision SET at = at ${shift}`);

    expect(await removeOldDecisions(store)).toBeGreaterThan(0);

    expect(await openReviewOf('pc-D1')).toMatchObject({ state: 'open' });
    expect(await removeOldDecisions(store)).toBe(0);
  });

  test('devices stored before identifiers were kept are known when they come back', async () => {
    await report(machine('E1'));
    await store.database.statements.query('DELETE FROM identifier_use');

    expect(await backfillIdentifiers(store.database)).toBeGreaterThan(0);
    expect(await backfillIdentifiers(store.database)).toBe(0);
    await report({ ...machine('E1'), name: 'pc-E9' }, 2);

    expect(await countLike('pc-E')).toBe(1);
  });
});
