import { DEFAULT_LIMITS, type InventorySections, parseReport, type Reply } from '@popis/inventory-format';
import { beforeEach, describe, expect, test } from 'vitest';
import { contactServer } from './contact.ts';
import type { ServerState, StateStore } from './state.ts';

const serverUrl = 'http://server/ocsinventory';
const identity = { deviceId: 'pc-2026-11-03-04-05-06', hostname: 'pc' };
const sections: InventorySections = { HARDWARE: [{ NAME: 'pc' }], BIOS: [{ SSN: '1' }] };
const send: Reply = { response: 'SEND', orders: [], accountInfo: [], prologFrequencyHours: 12 };
const taken: Reply = { response: 'NO_ACCOUNT_UPDATE', orders: [], accountInfo: [] };

let stored: ServerState;
let sent: string[];
let inventories: number;

const store: StateStore = {
  readKey: async () => undefined,
  writeKey: async () => undefined,
  readIdentity: async () => identity,
  writeIdentity: async () => undefined,
  readServer: async () => stored,
  writeServer: async (_, state) => {
    stored = state;
  },
};

beforeEach(() => {
  stored = { accountInfo: [], acceptedDigests: {} };
  sent = [];
  inventories = 0;
});

function contact(
  answers: (Reply | Error)[],
  options: { tag?: string; force?: boolean; deviceId?: string } = {},
) {
  const queue = [...answers];
  const client = {
    send: async (xml: string) => {
      sent.push(xml);
      const answer = queue.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer prepared');
      return answer;
    },
    close: () => undefined,
  };
  const { deviceId = identity.deviceId, tag, force = false } = options;
  return contactServer(
    client,
    store,
    { identity: { ...identity, deviceId }, serverUrl, tag, force },
    async () => {
      inventories += 1;
      return { sections, failedSections: [] };
    },
  );
}

function lastInventory() {
  const report = parseReport(Buffer.from(sent.at(-1) ?? ''), DEFAULT_LIMITS);
  if (!report.accepted || report.value.request.query !== 'INVENTORY')
    throw new Error('no inventory was sent');
  return report.value.request;
}

const checksum = () => Number(lastInventory().sections.HARDWARE?.[0]?.CHECKSUM);

describe('a contact', () => {
  test('asks, and sends when it is wanted', async () => {
    const result = await contact([send, taken], { tag: 'PC-7' });

    expect(result).toEqual({ outcome: 'sent', prologFrequencyHours: 12 });
    expect(sent[0]).toContain('<QUERY>PROLOG</QUERY>');
    expect(lastInventory()).toMatchObject({
      deviceId: identity.deviceId,
      accountInfo: [{ name: 'TAG', value: 'PC-7' }],
      sections: { BIOS: [{ SSN: '1' }] },
    });
    expect(checksum()).toBe(3);
  });

  test('takes no inventory when none is wanted', async () => {
    const result = await contact([{ ...send, response: 'STOP' }]);

    expect(result).toEqual({ outcome: 'not-wanted', prologFrequencyHours: 12 });
    expect(inventories).toBe(0);
    expect(stored.prologFrequencyHours).toBe(12);
    expect(stored.knownAs).toBeUndefined();
  });

  test('sends without asking when it has to', async () => {
    await contact([taken], { force: true });

    expect(sent).toHaveLength(1);
    expect(lastInventory().query).toBe('INVENTORY');
  });

  test('twice in a row says the second time that nothing changed', async () => {
    await contact([send, taken]);
    await contact([send, taken]);

    expect(checksum()).toBe(1);
  });

  test('that fails leaves nothing accepted, so that the next says all of it again', async () => {
    await expect(contact([send, new Error('status 500')])).rejects.toThrow('status 500');
    expect(stored.acceptedDigests).toEqual({});

    await contact([send, taken]);

    expect(checksum()).toBe(3);
  });
});

describe('account information', () => {
  test('is what the server says from then on, whatever tag is given', async () => {
    const update: Reply = {
      response: 'ACCOUNT_UPDATE',
      orders: [],
      accountInfo: [
        { name: 'TAG', value: 'ADMIN-SET' },
        { name: 'fields_3', value: 'Zgrada Č' },
      ],
    };
    await contact([send, update], { tag: 'MINE' });
    await contact([send, taken], { tag: 'MINE' });

    expect(lastInventory().accountInfo).toEqual(update.accountInfo);
  });

  test('without a tag sends none until the server gives one', async () => {
    await contact([send, taken]);
    expect(lastInventory().accountInfo).toEqual([]);

    await contact([send, taken], { tag: 'LATER' });
    expect(lastInventory().accountInfo).toEqual([{ name: 'TAG', value: 'LATER' }]);
  });
});

describe('a host that was renamed', () => {
  test('names its old id until the server has accepted the new one', async () => {
    await contact([send, taken]);
    const deviceId = 'new-2026-11-04-00-00-00';

    await expect(contact([send, new Error('away')], { deviceId })).rejects.toThrow('away');
    await contact([send, taken], { deviceId });
    expect(lastInventory()).toMatchObject({ deviceId, oldDeviceId: identity.deviceId });
    expect(checksum()).toBe(3);

    await contact([send, taken], { deviceId });
    expect(lastInventory().oldDeviceId).toBeUndefined();
    expect(checksum()).toBe(1);
  });
});
