import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import {
  formatInventory,
  formatProlog,
  formatPublicKey,
  type InventorySections,
  introductionText,
  signedText,
  signText,
  toKeyId,
} from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, type TestDatabase } from '@popis/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findDeviceProof } from '../devices/device-proof.read-model.ts';
import { resolveReview } from '../identity/identity.service.ts';
import { undoMerge } from '../identity/undo-merge.ts';
import { buildServer } from '../server.ts';
import { openStore, type Store } from '../store.ts';
import {
  approveKey,
  createToken,
  listAgentKeys,
  listEnrolmentTokens,
  releaseKey,
  revokeEnrolmentToken,
  revokeKey,
  type TokenTerms,
} from './enrolment.service.ts';

const userAgent = 'OCS-NG_unified_unix_agent_v2.1.0 (Popis 0.1.0)';

interface Agent {
  deviceId: string;
  privateKey: KeyObject;
  publicKey: string;
  keyId: string;
}

function makeAgent(name: string): Agent {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const text = formatPublicKey(publicKey);
  return {
    deviceId: `${name}-2026-01-02-03-04-05`,
    privateKey,
    publicKey: text,
    keyId: toKeyId(text),
  };
}

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let server: FastifyInstance;
  let count = 0;
  let agent: Agent;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
    server = buildServer(store, { compatibility: 'loopback', extraUserAgents: [] });
  });
  afterAll(async () => {
    await server?.close();
    await store?.close();
    await database?.drop();
  });
  beforeEach(() => {
    count += 1;
    agent = makeAgent(`pc${count}`);
  });

  async function makeToken(terms: Partial<TokenTerms> = {}): Promise<string> {
    const { token } = await createToken(store, {
      label: 'test',
      uses: 5,
      expiresAt: Date.now() + 60_000,
      tag: null,
      approval: 'automatic',
      ...terms,
    });
    return token;
  }

  async function enrol(who: Agent, token: string, more: Record<string, unknown> = {}) {
    const { deviceId, publicKey, privateKey } = who;
    const signature = signText(privateKey, introductionText(deviceId, publicKey, token));
    return await server.inject({
      method: 'POST',
      url: '/ocsinventory/enrol',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify({ token, deviceId, publicKey, signature, ...more }),
    });
  }

  function sign(who: Agent, counter: number, body: Buffer, path = '/ocsinventory') {
    const text = signedText({ method: 'POST', path, keyId: who.keyId, counter, body });
    return {
      'popis-key': who.keyId,
      'popis-counter': String(counter),
      'popis-signature': signText(who.privateKey, text),
    };
  }

  async function post(body: Buffer, headers: Record<string, string> = {}) {
    return await server.inject({
      method: 'POST',
      url: '/ocsinventory',
      headers: { 'user-agent': userAgent, 'content-type': 'application/x-compress', ...headers },
      payload: body,
    });
  }

  function inventory(deviceId: string, sections: InventorySections = {}, oldDeviceId?: string): Buffer {
    const given = { HARDWARE: [{ NAME: deviceId.slice(0, 4), USERID: 'ana' }], ...sections };
    const old = oldDeviceId === undefined ? {} : { oldDeviceId };
    const accountInfo = [{ name: 'TAG', value: 'SAID' }];
    return deflateSync(formatInventory({ deviceId, sections: given, accountInfo, ...old }));
  }

  async function send(who: Agent, counter: number, body = inventory(who.deviceId)) {
    return await post(body, sign(who, counter, body));
  }

  async function device(deviceId: string) {
    const [row] = await store.database.statements.query(
      `SELECT h.userid AS userid, h.useragent AS useragent, a.tag AS tag, p.proof AS proof
       FROM hardware h LEFT JOIN accountinfo a ON a.hardware_id = h.id LEFT JOIN report_proof p ON p.hardware_id = h.id
       WHERE h.deviceid = ?`,
      [deviceId],
    );
    return row;
  }

  describe('an agent with a token', () => {
    test('enrols, and its signed inventory is stored and marked so', async () => {
      const enrolled = await enrol(agent, await makeToken({ tag: 'SITE-7' }));
      const sent = await send(agent, 1);

      expect(enrolled.json()).toEqual({ keyId: agent.keyId, state: 'active', reason: null });
      expect(sent.statusCode).toBe(200);
      expect(await device(agent.deviceId)).toMatchObject({ proof: 'key', tag: 'SITE-7' });
    });

    test('that asks again after a lost answer uses up nothing', async () => {
      const token = await makeToken({ uses: 1 });
      await enrol(agent, token);

      expect((await enrol(agent, token)).statusCode).toBe(200);
      const other = await enrol(makeAgent(`other${count}`), token);
      expect(other.statusCode).toBe(403);
      expect(other.json().detail).toContain('used up');
    });

    test('that opens nothing is told why', async () => {
      const revoked = await makeToken();
      const [last] = (await listEnrolmentTokens(store)).slice(-1);
      await revokeEnrolmentToken(store, last?.id ?? 0);

      expect((await enrol(agent, 'unknown')).json().detail).toContain('not known');
      expect((await enrol(agent, await makeToken({ expiresAt: Date.now() }))).json().detail).toContain(
        'expired',
      );
      expect((await enrol(agent, revoked)).json().detail).toContain('revoked');
      expect((await send(agent, 1)).statusCode).toBe(401);
      expect(await device(agent.deviceId)).toBeUndefined();
    });

    test('and a faulty introduction is told every fault', async () => {
      const token = await makeToken();

      const shapeless = await enrol(agent, token, { deviceId: 7, publicKey: undefined });
      const unprintable = await enrol({ ...agent, deviceId: `\u0001${agent.deviceId}` }, token, {
        serial: 'S\u0000',
      });
      const nameless = await enrol(agent, token, { deviceId: 'pc', signature: 'A'.repeat(86) });

      expect(shapeless.statusCode).toBe(400);
      expect(shapeless.json().faults.map((fault: { path: string }) => fault.path)).toEqual([
        'deviceId',
        'publicKey',
      ]);
      expect(unprintable.json().faults.map((fault: { path: string }) => fault.path)).toEqual([
        'deviceId',
        'serial',
      ]);
      expect(nameless.json().faults.map((fault: { path: string }) => fault.path)).toEqual([
        'deviceId',
        'signature',
      ]);
    });

    test('is kept nowhere in a form that opens anything', async () => {
      const token = await makeToken();

      const rows = await store.database.statements.query('SELECT t.* FROM enrolment_token t');
      expect(JSON.stringify(rows)).not.toContain(token);
    });

    test('two agents that want the last use of a token at once: one gets it', async () => {
      const token = await makeToken({ uses: 1 });

      const answers = await Promise.all([enrol(agent, token), enrol(makeAgent(`twin${count}`), token)]);

      expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 403]);
    });
  });

  describe('a signed upload', () => {
    beforeEach(async () => {
      await enrol(agent, await makeToken());
      expect((await send(agent, 10)).statusCode).toBe(200);
    });

    test.each([
      ['again', 10],
      ['late', 9],
    ])('that comes %s is refused, and nothing of it is stored', async (_how, counter) => {
      const body = inventory(agent.deviceId, { HARDWARE: [{ NAME: 'x', USERID: 'mallory' }] });

      const answer = await post(body, sign(agent, counter, body));

      expect(answer.statusCode).toBe(409);
      expect(answer.json().detail).toContain('not above 10');
      expect(await device(agent.deviceId)).toMatchObject({ userid: 'ana' });
      expect((await send(agent, 11)).statusCode).toBe(200);
    });

    test('that was changed on its way, or signed by another, is refused', async () => {
      const body = inventory(agent.deviceId);
      const other = inventory(agent.deviceId, { HARDWARE: [{ NAME: 'x', USERID: 'mallory' }] });
      const stranger = { ...makeAgent('stranger'), keyId: agent.keyId };

      expect((await post(other, sign(agent, 11, body))).statusCode).toBe(401);
      expect((await post(body, { ...sign(agent, 11, body), 'popis-counter': '12' })).statusCode).toBe(401);
      expect((await post(body, sign(stranger, 11, body))).statusCode).toBe(401);
      expect((await post(body, sign(agent, 11, body, '/elsewhere'))).statusCode).toBe(401);
      expect((await post(body, { 'popis-key': agent.keyId })).statusCode).toBe(401);
      expect(await device(agent.deviceId)).toMatchObject({ userid: 'ana' });
    });

    test('of many at once with one counter is stored once', async () => {
      const body = inventory(agent.deviceId);
      const headers = sign(agent, 20, body);

      const answers = await Promise.all(Array.from({ length: 6 }, () => post(body, headers)));

      expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    });

    test('uses its counter for a PROLOG too', async () => {
      const body = deflateSync(formatProlog(agent.deviceId));

      expect((await post(body, sign(agent, 11, body))).statusCode).toBe(200);
      expect((await post(body, sign(agent, 11, body))).statusCode).toBe(409);
    });

    test('under a new DEVICEID that nobody has is taken: the host was renamed', async () => {
      const deviceId = `renamed${count}-2026-01-02-03-04-05`;
      const prolog = deflateSync(formatProlog(deviceId));
      const body = inventory(deviceId, {}, agent.deviceId);

      expect((await post(prolog, sign(agent, 11, prolog))).statusCode).toBe(200);
      expect((await post(body, sign(agent, 12, body))).statusCode).toBe(200);
      const [key] = (await listAgentKeys(store, 'active')).filter((each) => each.keyId === agent.keyId);
      expect(key?.deviceId).toBe(deviceId);
      expect((await post(inventory(deviceId))).statusCode).toBe(403);
    });
  });

  describe('a device that belongs to a key', () => {
    const hardware = { BIOS: [{ SSN: 'SERIAL-OF-ITS-OWN', SMODEL: 'M1' }] };
    const machine = () => ({
      BIOS: [{ SSN: `SER${count}XYZ`, SMODEL: 'M1', SMANUFACTURER: 'Acme' }],
      NETWORKS: [
        { MACADDR: `00:1A:2B:3C:4D:${String(count).padStart(2, '0')}`, DESCRIPTION: 'eth0', STATUS: 'Up' },
      ],
      HARDWARE: [
        {
          NAME: 'owned',
          USERID: 'ana',
          UUID: `4C4C4544-0042-3310-8052-B4C04F4E4D${String(count).padStart(2, '0')}`,
        },
      ],
    });

    beforeEach(async () => {
      await enrol(agent, await makeToken());
      expect((await send(agent, 1, inventory(agent.deviceId, machine()))).statusCode).toBe(200);
    });

    /** Open questions about a device, and what it may be. */
    async function openQuestions(deviceId: string) {
      return await store.database.statements.query(
        `SELECT d.id AS id, d.verdicts AS verdicts, h.deviceid AS candidate, d.hardware_id AS hardware_id
         FROM identity_decision d JOIN hardware h ON h.id = d.candidate_id WHERE d.deviceid = ? AND d.state = 'open'`,
        [deviceId],
      );
    }

    test('is not touched by plain agents, by name or former name', async () => {
      const before = await device(agent.deviceId);
      const other = `like${count}-2026-01-02-03-04-05`;

      const byName = await post(inventory(agent.deviceId, hardware));
      const byFormerName = await post(inventory(other, hardware, agent.deviceId));
      const prolog = await post(deflateSync(formatProlog(agent.deviceId)));

      expect([byName, byFormerName, prolog].map((answer) => answer.statusCode)).toEqual([403, 403, 403]);
      expect(await device(agent.deviceId)).toEqual(before);
      expect(await device(other)).toBeUndefined();
    });

    test('is not touched by a plain agent that is like it: that one stands apart, and a person is asked', async () => {
      const before = await device(agent.deviceId);
      const other = `like${count}-2026-01-02-03-04-05`;
      const mallory = { ...machine(), HARDWARE: [{ ...machine().HARDWARE[0], USERID: 'mallory' }] };

      const answer = await post(inventory(other, mallory));

      expect(answer.statusCode).toBe(200);
      expect(await device(agent.deviceId)).toEqual(before);
      expect(await device(other)).toMatchObject({ userid: 'mallory', proof: 'unauthenticated' });
      const [question] = await openQuestions(other);
      expect(question).toMatchObject({ candidate: agent.deviceId });
      expect(String(question?.verdicts)).toContain('"obstacle":"key"');
    });

    test('is not touched by the key of another agent, by name or likeness', async () => {
      const other = makeAgent(`rival${count}`);
      await enrol(other, await makeToken());
      const before = await device(agent.deviceId);

      const byName = await send(other, 1, inventory(agent.deviceId, hardware));
      const byLikeness = await send(other, 2, inventory(other.deviceId, machine()));

      expect([byName.statusCode, byLikeness.statusCode]).toEqual([403, 200]);
      expect(await device(agent.deviceId)).toEqual(before);
      expect(await openQuestions(other.deviceId)).toMatchObject([{ candidate: agent.deviceId }]);
      expect((await send(agent, 2, inventory(agent.deviceId, machine()))).statusCode).toBe(200);
    });

    test('that a person makes one with another that has a key belongs to the later one, until that is taken back', async () => {
      const other = makeAgent(`heir${count}`);
      await enrol(other, await makeToken());
      await send(other, 1, inventory(other.deviceId, machine()));
      const [question] = await openQuestions(other.deviceId);
      const proofs = async () =>
        await store.database.statements.query(
          `SELECT h.deviceid AS deviceid, p.key_id AS key_id FROM hardware h JOIN report_proof p ON p.hardware_id = h.id
           WHERE h.deviceid IN (?, ?) ORDER BY h.id`,
          [agent.deviceId, other.deviceId],
        );

      await resolveReview(store, Number(question?.id), 'same');

      expect(await proofs()).toEqual([{ deviceid: other.deviceId, key_id: other.keyId }]);
      expect((await send(other, 2, inventory(other.deviceId, machine()))).statusCode).toBe(200);
      expect((await send(agent, 2, inventory(agent.deviceId, machine()))).statusCode).toBe(403);
      expect(await listAgentKeys(store, 'released')).toContainEqual(
        expect.objectContaining({ keyId: agent.keyId, reason: expect.stringContaining('merged') }),
      );
      const [merge] = await store.database.statements.query(
        'SELECT m.id AS id FROM device_merge m WHERE m.other_deviceid = ?',
        [other.deviceId],
      );
      await undoMerge(store, Number(merge?.id));
      expect(await proofs()).toEqual([
        { deviceid: agent.deviceId, key_id: agent.keyId },
        { deviceid: other.deviceId, key_id: other.keyId },
      ]);
      expect((await send(agent, 3, inventory(agent.deviceId, machine()))).statusCode).toBe(200);
      expect((await send(other, 3, inventory(other.deviceId, machine()))).statusCode).toBe(200);
    });

    test('stays revoked when a merge is taken back', async () => {
      const other = makeAgent(`heir${count}`);
      await enrol(other, await makeToken());
      await send(other, 1, inventory(other.deviceId, machine()));
      const [question] = await openQuestions(other.deviceId);
      await revokeKey(store, agent.keyId);

      await resolveReview(store, Number(question?.id), 'same');
      const [merge] = await store.database.statements.query(
        'SELECT m.id AS id FROM device_merge m WHERE m.other_deviceid = ?',
        [other.deviceId],
      );
      await undoMerge(store, Number(merge?.id));

      expect(await listAgentKeys(store, 'revoked')).toContainEqual(
        expect.objectContaining({ keyId: agent.keyId, reason: null }),
      );
      expect((await send(agent, 2, inventory(agent.deviceId, machine()))).statusCode).toBe(403);
    });

    test('tells how its reports are proven, by which key and since when', async () => {
      const [row] = await store.database.statements.query(
        'SELECT h.id AS id FROM hardware h WHERE h.deviceid = ?',
        [agent.deviceId],
      );
      const id = Number(row?.id);
      const proven = await findDeviceProof(store, id);
      await releaseKey(store, agent.keyId);
      const released = await findDeviceProof(store, id);
      await post(inventory(agent.deviceId, machine()));

      expect(proven).toEqual({
        kind: 'key',
        keyId: agent.keyId,
        keyState: 'active',
        sinceAt: expect.stringMatching(/^20..-..-..T.*Z$/),
      });
      expect(Math.abs(Date.parse(proven?.sinceAt ?? '') - Date.now())).toBeLessThan(60_000);
      expect(released).toEqual({ ...proven, keyState: 'released' });
      expect(await findDeviceProof(store, id)).toMatchObject({
        kind: 'unauthenticated',
        keyId: null,
        keyState: null,
        sinceAt: expect.any(String),
      });
    });

    test('belongs to it still when it is revoked, and to nobody when it is released', async () => {
      await revokeKey(store, agent.keyId);
      const signed = await send(agent, 2);
      const plain = await post(inventory(agent.deviceId));
      await releaseKey(store, agent.keyId);
      const released = await post(inventory(agent.deviceId));

      expect(signed.statusCode).toBe(403);
      expect(signed.json().detail).toContain('revoked');
      expect(plain.statusCode).toBe(403);
      expect(released.statusCode).toBe(200);
      expect(await device(agent.deviceId)).toMatchObject({ proof: 'unauthenticated' });
    });
  });

  test('a device of a plain agent is marked unauthenticated until its agent has a key', async () => {
    await post(inventory(agent.deviceId));
    expect(await device(agent.deviceId)).toMatchObject({ proof: 'unauthenticated', tag: 'SAID' });

    expect((await enrol(agent, await makeToken())).json().state).toBe('active');
    await send(agent, 1);

    expect(await device(agent.deviceId)).toMatchObject({ proof: 'key' });
  });

  test('a known serial number under a new key waits for a person, and its reports are refused until then', async () => {
    const evidence = { serial: `KNOWN-${count}`, uuid: '' };
    await enrol(agent, await makeToken(), evidence);
    const reborn = makeAgent(`reborn${count}`);

    const enrolled = await enrol(reborn, await makeToken(), evidence);
    const early = await send(reborn, 1);
    await approveKey(store, reborn.keyId);
    const approved = await send(reborn, 2);
    const former = await send(agent, 1);

    expect(enrolled.json()).toMatchObject({
      state: 'pending',
      reason: expect.stringContaining('serial number'),
    });
    expect(early.statusCode).toBe(403);
    expect(early.json().detail).toContain('waits for a person');
    expect(approved.statusCode).toBe(200);
    expect(former.statusCode).toBe(403);
    expect(former.json().detail).toContain('released');
  });

  test('a key is replaced by one that it vouches for, also when the answer is lost', async () => {
    await enrol(agent, await makeToken());
    const next = { ...makeAgent('next'), deviceId: agent.deviceId };
    const rotate = async (counter: number, signer = next) => {
      const signature = signText(
        signer.privateKey,
        introductionText(agent.deviceId, next.publicKey, agent.keyId),
      );
      const body = Buffer.from(JSON.stringify({ publicKey: next.publicKey, signature }));
      const url = '/ocsinventory/rotate-key';
      return await server.inject({
        method: 'POST',
        url,
        headers: { ...sign(agent, counter, body, url), 'content-type': 'application/json' },
        payload: body,
      });
    };

    expect((await rotate(1, agent)).statusCode).toBe(400);
    expect((await rotate(2)).json()).toMatchObject({ keyId: next.keyId, state: 'active' });
    expect((await rotate(3)).statusCode).toBe(200);
    expect((await send(agent, 4)).statusCode).toBe(403);
    expect((await send(next, 1)).statusCode).toBe(200);
    expect((await post(inventory(agent.deviceId))).statusCode).toBe(403);
  });
});

test('keys need no admission of plain agents, and are refused where there is no place for them', async () => {
  const database = await createEmptyDatabase();
  const store = await openStore(database.url, 2, () => undefined);
  const agent = makeAgent('lonely');
  const { token } = await createToken(store, {
    label: '',
    uses: 1,
    expiresAt: Date.now() + 1000,
    tag: null,
    approval: 'automatic',
  });
  const server = buildServer(store, { compatibility: 'off', extraUserAgents: [] });
  const foreign = buildServer(
    { ...store, keepsKeys: false },
    { compatibility: 'loopback', extraUserAgents: [] },
  );
  const enrolment = {
    method: 'POST' as const,
    url: '/ocsinventory/enrol',
    payload: JSON.stringify({
      token,
      deviceId: agent.deviceId,
      publicKey: agent.publicKey,
      signature: signText(agent.privateKey, introductionText(agent.deviceId, agent.publicKey, token)),
    }),
    headers: { 'content-type': 'application/json' },
  };

  const refused = await foreign.inject(enrolment);
  const enrolled = await server.inject(enrolment);

  expect(refused.statusCode).toBe(403);
  expect(refused.json().detail).toContain('belongs to an OCS server');
  expect(enrolled.statusCode).toBe(200);
  await server.close();
  await foreign.close();
  await store.close();
  await database.drop();
});
