import { introductionText, signedText, toKeyId, verifyText } from '@popis/inventory-format';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSigner, nextCounter, openKey, type Signer, type StoredKey } from './agent-key.ts';
import { type EnrolmentRequest, settleKey } from './enrol.ts';

const serverUrl = 'http://server/ocsinventory';
const deviceId = 'pc-2026-11-03-04-05-06';

let stored: StoredKey | undefined;
let sent: { path: string; body: Record<string, string>; signer?: Signer | undefined }[];
let answer: unknown;

const store = {
  readKey: async () => stored,
  writeKey: async (_: string, key: StoredKey) => {
    stored = key;
  },
};
const client = {
  sendJson: async (path: string, body: Record<string, string>, signer?: Signer) => {
    sent.push({ path, body, signer });
    if (answer instanceof Error) throw answer;
    return answer;
  },
};

beforeEach(() => {
  stored = undefined;
  sent = [];
  answer = { state: 'active' };
});

async function settle(more: Partial<EnrolmentRequest> = {}) {
  const request = { serverUrl, deviceId, rotates: false, ...more };
  return await settleKey(client, store, request, async () => ({ serial: 'S1' }));
}

describe('a host without a key', () => {
  test('reports without one when it has no token', async () => {
    expect(await settle()).toBeUndefined();
    expect(sent).toEqual([]);
  });

  test('enrols with a token, and shows that the key is its own', async () => {
    const signer = await settle({ token: 't' });

    const { path, body } = sent[0] ?? { path: '', body: {} };
    expect(path).toBe('/enrol');
    expect(body).toMatchObject({ deviceId, token: 't', serial: 'S1' });
    const { publicKey = '', signature = '' } = body;
    expect(verifyText(publicKey, introductionText(deviceId, publicKey, 't'), signature)).toBe(true);
    expect(signer).toBeDefined();
    expect(stored).toMatchObject({ isEnrolled: true, counter: 0 });
  });

  test('asks again with the same key when the answer was lost', async () => {
    answer = new Error('away');
    await expect(settle({ token: 't' })).rejects.toThrow('away');
    answer = { state: 'pending', reason: 'known' };
    await settle({ token: 't' });

    expect(sent[1]?.body.publicKey).toBe(sent[0]?.body.publicKey);
  });

  test('does not enrol twice', async () => {
    await settle({ token: 't' });
    await settle({ token: 't' });

    expect(sent).toHaveLength(1);
  });
});

describe('a key that is to be replaced', () => {
  test('vouches for the next one, which is used from then on', async () => {
    await settle({ token: 't' });
    const present = openKey(stored?.privateKey ?? '').keyId;
    await settle({ rotates: true });

    const { path, body, signer } = sent[1] ?? { path: '', body: {}, signer: undefined };
    const { publicKey = '', signature = '' } = body;
    expect(path).toBe('/rotate-key');
    expect(signer).toBeDefined();
    expect(verifyText(publicKey, introductionText(deviceId, publicKey, present), signature)).toBe(true);
    expect(openKey(stored?.privateKey ?? '').keyId).toBe(toKeyId(publicKey));
    expect(stored?.nextPrivateKey).toBeUndefined();
  });

  test('is tried again with the same next one until the server has answered', async () => {
    await settle({ token: 't' });
    answer = new Error('away');
    await expect(settle({ rotates: true })).rejects.toThrow('away');
    answer = { state: 'active' };
    await settle();

    expect(sent[2]?.body.publicKey).toBe(sent[1]?.body.publicKey);
    expect(stored?.nextPrivateKey).toBeUndefined();
  });
});

test('a counter grows with every request, follows the clock, and is kept before it is used', async () => {
  await settle({ token: 't' });
  const sign = createSigner(store, serverUrl);
  const request = { method: 'POST', path: '/ocsinventory', body: Buffer.from('x') };

  const first = await sign(request);
  const second = await sign(request);

  expect(Number(second['popis-counter'])).toBeGreaterThan(Number(first['popis-counter']));
  expect(stored?.counter).toBe(Number(second['popis-counter']));
  const { publicKey, keyId } = openKey(stored?.privateKey ?? '');
  const text = signedText({ ...request, keyId, counter: Number(second['popis-counter']) });
  expect(verifyText(publicKey, text, second['popis-signature'] ?? '')).toBe(true);
  expect(nextCounter(5, 1000)).toBe(1000);
  expect(nextCounter(5000, 1000)).toBe(5001);
});
