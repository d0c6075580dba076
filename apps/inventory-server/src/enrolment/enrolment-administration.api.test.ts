import { createHash } from 'node:crypto';
import { operations } from '@popis/inventory-administration';
import { getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  inventoryDatabases,
  openTestInventory,
  type TestInventory,
} from '../../../../tests/inventory/test-inventory.ts';
import type { KeyState } from './enrolment-rules.ts';
import { insertKey, listOwnersOfName } from './key.repository.ts';
import { findTokenForUse, hashToken } from './token.repository.ts';

describe.each(inventoryDatabases)('on $name', ({ create }) => {
  let inventory: TestInventory;
  let made = 0;

  beforeAll(async () => {
    inventory = await openTestInventory(await create());
  });
  afterAll(() => inventory?.stop());

  /** A key of a machine; gives its name. */
  async function showKey(state: KeyState, deviceId = `pc-${made}`): Promise<string> {
    made += 1;
    const keyId = createHash('sha256').update(`key ${made}`).digest('base64url');
    await insertKey(inventory.store.database.statements, {
      keyId,
      publicKey: `public ${made}`,
      deviceId,
      hardwareId: null,
      serial: null,
      uuid: null,
      tag: 'PC-1',
      state,
      tokenId: null,
      reason: state === 'pending' ? 'its token asks for a review of each key' : null,
    });
    return keyId;
  }

  test('a token is told once, opens what was said, and can be withdrawn', async () => {
    const { call, store } = inventory;

    const token = await call('POST', '/enrolment/tokens', { label: 'Lab', tag: 'PC-9', uses: 3, hours: 2 });
    const listed = await call('GET', '/enrolment/tokens');
    const withdrawn = await call('DELETE', `/enrolment/tokens/${token.body.id}`);
    const after = await call('GET', '/enrolment/tokens');

    expect(operations.createEnrolmentToken.answer?.parse(token.body).token).toHaveLength(43);
    expect(Date.parse(token.body.expiresAt) - Date.now()).toBeGreaterThan(7_100_000);
    expect(operations.listEnrolmentTokens.answer?.parse(listed.body).items).toEqual([
      expect.objectContaining({
        id: token.body.id,
        label: 'Lab',
        tag: 'PC-9',
        usesLeft: 3,
        isRevoked: false,
      }),
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(token.body.token);
    expect([withdrawn.status, after.body.items[0].isRevoked]).toEqual([204, true]);
    expect(await findTokenForUse(store.database.statements, hashToken(token.body.token))).toBeDefined();
    expect((await call('DELETE', '/enrolment/tokens/999')).status).toBe(404);
  });

  test('keys come page by page, and those that wait are the review queue', async () => {
    const { call } = inventory;
    const [one, two] = [await showKey('pending'), await showKey('pending')];
    await showKey('active');

    const first = await call('GET', '/enrolment/keys?state=pending&limit=1');
    const second = await call('GET', `/enrolment/keys?state=pending&limit=1&cursor=${first.body.next}`);

    expect(operations.listAgentKeys.answer?.parse(first.body)).toMatchObject({ total: 2 });
    expect([first.body.items[0].key, second.body.items[0].key]).toEqual([one, two]);
    expect(first.body.items[0]).toMatchObject({ state: 'pending', tag: 'PC-1', lastReportAt: null });
    expect(Math.abs(Date.parse(first.body.items[0].createdAt) - Date.now())).toBeLessThan(120_000);
    expect(second.body.next).toBeNull();
  });

  test('a key that is accepted may report, and the other of its machine is released', async () => {
    const { call } = inventory;
    const [former, next] = [await showKey('active', 'pc-twice'), await showKey('pending', 'pc-twice')];

    const accepted = await call('POST', `/enrolment/keys/${next}/decisions`, { decision: 'accept' });
    const both = await call('GET', '/enrolment/keys?deviceId=pc-twice');

    expect(operations.decideAgentKey.answer?.parse(accepted.body)).toMatchObject({
      key: next,
      state: 'active',
    });
    expect(both.body.items).toEqual([
      expect.objectContaining({ key: former, state: 'released', reason: `replaced by ${next}` }),
      expect.objectContaining({ key: next, state: 'active', reason: null }),
    ]);
  });

  test('a key that is refused owns no device, whoever it was shown for', async () => {
    const { call, store } = inventory;
    const key = await showKey('pending', 'pc-of-somebody-else');

    const refused = await call('POST', `/enrolment/keys/${key}/decisions`, {
      decision: 'refuse',
      reason: 'nobody asked for it',
    });

    expect(refused.body).toMatchObject({ state: 'released', reason: 'nobody asked for it' });
    expect(await listOwnersOfName(store.database.statements, 'pc-of-somebody-else')).toEqual([]);
    expect((await call('POST', `/enrolment/keys/${key}/decisions`, { decision: 'accept' })).status).toBe(409);
  });

  test('a key that is revoked keeps its device, until it is released', async () => {
    const { call, store } = inventory;
    const key = await showKey('active', 'pc-stolen');
    const address = `/enrolment/keys/${key}/decisions`;

    await call('POST', address, { decision: 'revoke', reason: 'stolen' });
    const owners = await listOwnersOfName(store.database.statements, 'pc-stolen');
    const released = await call('POST', address, { decision: 'release' });

    expect(owners).toEqual([key]);
    expect(released.body.state).toBe('released');
    expect(await listOwnersOfName(store.database.statements, 'pc-stolen')).toEqual([]);
  });

  test('another key for an agent comes with a token for review, and the first stays in force', async () => {
    const { call } = inventory;
    const [active, waiting] = [await showKey('active', 'pc-rotated'), await showKey('pending')];

    const rotation = await call('POST', `/enrolment/keys/${active}/rotation`, {});
    const tokens = await call('GET', '/enrolment/tokens');
    const stays = await call('GET', '/enrolment/keys?deviceId=pc-rotated');

    expect(operations.rotateAgentKey.answer?.parse(rotation.body).token).toHaveLength(43);
    expect(tokens.body.items.find(({ id }: { id: number }) => id === rotation.body.id)).toMatchObject({
      approval: 'review',
      usesLeft: 1,
      tag: 'PC-1',
      label: 'another key for pc-rotated',
    });
    expect(stays.body.items[0].state).toBe('active');
    expect((await call('POST', `/enrolment/keys/${waiting}/rotation`, {})).status).toBe(409);
  });

  test('every fault is named, and a key that is not there is not found', async () => {
    const { call } = inventory;

    const faulty = await call('POST', '/enrolment/tokens', {
      uses: 0,
      hours: 0,
      tag: 'a\nb',
      approval: 'no',
    });
    const unknown = await call('POST', `/enrolment/keys/${'x'.repeat(43)}/decisions`, { decision: 'accept' });

    expect(faulty.body.faults.map(({ path }: { path: string }) => path)).toEqual([
      'tag',
      'uses',
      'hours',
      'approval',
    ]);
    expect(unknown.status).toBe(404);
  });
});

test('on the database of a real OCS server it is said that there is no place for keys', async () => {
  const inventory = await openTestInventory(getPeers('ocsDatabaseUrl').ocsDatabaseUrl);

  for (const address of ['/enrolment/tokens', '/enrolment/keys']) {
    const { status, body } = await inventory.call('GET', address);

    expect([status, body.detail]).toEqual([404, expect.stringContaining('has no place for keys')]);
  }
  expect((await inventory.call('POST', '/enrolment/tokens', {})).status).toBe(404);
  await inventory.stop();
});
