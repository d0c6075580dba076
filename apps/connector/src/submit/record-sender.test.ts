import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Accepted } from './cmdb-client.ts';
import { RecordSender } from './record-sender.ts';

const record = { class: 'Computer', key: { Code: 'PC-1' }, attributes: { Code: 'PC-1' }, parts: [] };

/** Takes of each request as many new records as `take` says; remembers what was sent. */
function receiver(take: (seqs: number[]) => number = (seqs) => seqs.length) {
  const requests: number[][] = [];
  let lastSeq = 0;
  return {
    requests,
    async sendRecords(_runId: string, body: Uint8Array): Promise<Accepted> {
      const lines = gunzipSync(body).toString().trimEnd().split('\n');
      const seqs = lines.map((line) => JSON.parse(line).seq as number);
      requests.push(seqs);
      lastSeq = seqs[take(seqs) - 1] ?? lastSeq;
      return { lastSeq, rejected: [] };
    },
  };
}

async function send(to: ReturnType<typeof receiver>, count: number): Promise<number[]> {
  const sent: number[] = [];
  const sender = new RecordSender(to, 'run', (upTo) => sent.push(upTo));
  for (let each = 0; each < count; each += 1) await sender.add(record);
  await sender.finish();
  return sent;
}

describe('sending records', () => {
  test('numbers them from 1 and sends 500 at once', async () => {
    const to = receiver();

    const sent = await send(to, 1_201);

    expect(sent).toEqual([500, 1_000, 1_201]);
    expect(to.requests.map((seqs) => [seqs[0], seqs.at(-1)])).toEqual([
      [1, 500],
      [501, 1_000],
      [1_001, 1_201],
    ]);
  });

  test('goes on from where the CMDB stands', async () => {
    const to = receiver((seqs) => Math.min(seqs.length, 200));

    await send(to, 500);

    expect(to.requests.map((seqs) => seqs[0])).toEqual([1, 201, 401]);
  });

  test('sends nothing when there is nothing', async () => {
    const to = receiver();

    expect(await send(to, 0)).toEqual([]);
    expect(to.requests).toEqual([]);
  });

  test('fails when the CMDB takes nothing', async () => {
    await expect(
      send(
        receiver(() => 0),
        3,
      ),
    ).rejects.toThrow('took nothing of records 1 to 3');
  });

  test('fails once, at the next batch or at the end, when a batch under way fails', async () => {
    const to = { sendRecords: () => Promise.reject(new Error('gone')) };
    const sender = new RecordSender(to, 'run', () => undefined);
    await sender.add(record);

    await expect(sender.finish()).rejects.toThrow('gone');
  });

  test('keeps what the CMDB refused', async () => {
    const refused = {
      seq: 1,
      key: 'PC-1',
      faults: [{ path: 'attributes.RAM', message: 'must be a number' }],
    };
    const to = { sendRecords: async () => ({ lastSeq: 1, rejected: [refused] }) };
    const sender = new RecordSender(to, 'run', () => undefined);
    await sender.add(record);

    await sender.finish();

    expect(sender.refused).toEqual([{ key: 'PC-1', faults: refused.faults }]);
  });
});
