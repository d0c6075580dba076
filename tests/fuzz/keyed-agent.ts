import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { formatPublicKey, introductionText, signedText, signText, toKeyId } from '@popis/inventory-format';
import type { Random } from './random.ts';
import { type FuzzDevice, makeDevice } from './reports.ts';

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An agent with a key, which counts its requests. */
export interface KeyedAgent {
  device: FuzzDevice;
  keyId: string;
  counter: number;
  sign(body: Buffer, counter: number): Record<string, string>;
  introduce(token: string): string;
}

/** The agent of a device; its key is that of the seed. */
export function makeKeyedAgent(random: Random, number: number): KeyedAgent {
  const privateKey: KeyObject = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, random.bytes(32)]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = formatPublicKey(createPublicKey(privateKey));
  const keyId = toKeyId(publicKey);
  const device = makeDevice('keyed', number);
  const { deviceId } = device;
  return {
    device,
    keyId,
    counter: 0,
    sign: (body, counter) => ({
      'popis-key': keyId,
      'popis-counter': String(counter),
      'popis-signature': signText(
        privateKey,
        signedText({ method: 'POST', path: '/ocsinventory', keyId, counter, body }),
      ),
    }),
    introduce: (token) => {
      const signature = signText(privateKey, introductionText(deviceId, publicKey, token));
      return JSON.stringify({ token, deviceId, publicKey, signature });
    },
  };
}
