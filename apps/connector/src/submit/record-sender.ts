import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Fault, UpstreamFailedError } from '@popis/errors';
import type { InventoryRecord } from '../mapping/records.ts';
import type { CmdbClient } from './cmdb-client.ts';

const compress = promisify(gzip);

/** One batch is at most so many records and, unless one record is larger, so much text. */
const recordsAtOnce = 500;
const charactersAtOnce = 4 * 1024 * 1024;

interface Line {
  readonly seq: number;
  readonly key: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A record that the CMDB did not take. */
export interface RefusedRecord {
  readonly key: unknown;
  readonly faults: readonly Fault[];
}

/** Numbers the records of a run and sends them in batches, one batch under way while the next one is filled. */
export class RecordSender {
  readonly refused: RefusedRecord[] = [];
  readonly #cmdb: Pick<CmdbClient, 'sendRecords'>;
  readonly #runId: string;
  readonly #onSent: (sent: number) => void;
  #lines: Line[] = [];
  #characters = 0;
  #seq = 0;
  #underWay: Promise<void> = Promise.resolve();

  constructor(cmdb: Pick<CmdbClient, 'sendRecords'>, runId: string, onSent: (sent: number) => void) {
    this.#cmdb = cmdb;
    this.#runId = runId;
    this.#onSent = onSent;
  }

  /** Records taken so far. */
  get taken(): number {
    return this.#seq;
  }

  add(record: InventoryRecord): Promise<void> {
    return this.#add(record, record.key);
  }

  /** Adds a record that is as the CMDB has kept it of an earlier run. */
  addUnchanged(fingerprint: string): Promise<void> {
    return this.#add({ unchanged: fingerprint }, {});
  }

  async #add(content: object, key: Line['key']): Promise<void> {
    this.#seq += 1;
    const text = `${JSON.stringify({ seq: this.#seq, ...content })}\n`;
    this.#lines.push({ seq: this.#seq, key, text });
    this.#characters += text.length;
    if (this.#lines.length >= recordsAtOnce || this.#characters >= charactersAtOnce) await this.#flush();
  }

  /** Sends what is left and waits until the CMDB has everything. */
  async finish(): Promise<void> {
    if (this.#lines.length > 0) await this.#flush();
    await this.#underWay;
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    this.#characters = 0;
    await this.#underWay;
    this.#underWay = this.#send(lines);
    // Awaited by the next batch; until then a failure must not count as unhandled.
    this.#underWay.catch(() => undefined);
  }

  /** Sends from where the CMDB stands: after a lost answer it may have the batch, or a part of it. */
  async #send(lines: readonly Line[]): Promise<void> {
    let rest = lines;
    while (rest.length > 0) {
      // Level 1: a third of the work of the default for a tenth more bytes.
      const body = await compress(rest.map((line) => line.text).join(''), { level: 1 });
      const { lastSeq, rejected } = await this.#cmdb.sendRecords(this.#runId, new Uint8Array(body));
      for (const { key, faults } of rejected) this.refused.push({ key, faults });
      const next = rest.filter((line) => line.seq > lastSeq);
      if (next.length === rest.length) {
        throw new UpstreamFailedError(
          `The CMDB took nothing of records ${rest[0]?.seq} to ${rest.at(-1)?.seq}`,
        );
      }
      rest = next;
    }
    this.#onSent(lines.at(-1)?.seq ?? 0);
  }
}
