import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import { deflateSync } from 'node:zlib';
import type { InventoryDatabase, TextRow } from '../e2e/support/inventory-database.ts';
import { type KeyedAgent, makeKeyedAgent } from './keyed-agent.ts';
import { type Branch, type FuzzRequest, MUTATIONS } from './mutations.ts';
import { type Random, randomOf } from './random.ts';
import { decode, formatPlainly, type ReadElement, readIndependently } from './read-independently.ts';
import { type FuzzDevice, makeDevice, makeInventory } from './reports.ts';
import { checksumOf, listGarbage, readDevice, tellDifference } from './stored-rows.ts';

/** A server under test, its database and its process. */
export interface FuzzTarget {
  url: string;
  pid: number;
  database: InventoryDatabase;
}

export interface FuzzOptions {
  seed: number;
  /** Gets the spoiled reports. */
  target: FuzzTarget;
  /** Another server on an empty database of the same kind; gets what the accepted ones say, written plainly. */
  reference: FuzzTarget;
  /** A token that an agent may enrol with at the target. */
  token: string;
  /** Goes on while this holds. */
  goesOn(executions: number): boolean;
  onProgress?: (report: FuzzReport) => void;
}

/** What a run found. */
export interface FuzzReport {
  seed: number;
  executions: number;
  /** How often each mutation reached each branch. */
  reached: Record<string, Partial<Record<string, number>>>;
  /** Milliseconds that the answers to each mutation took together. */
  answerMs: Record<string, number>;
  findings: string[];
  peakRssMiB: number;
  slowestMs: number;
  slowest: { mutation: string; body: Buffer } | undefined;
}

interface Sent {
  mutation: string;
  request: FuzzRequest;
  status: number;
  execution: number;
}

const STATUSES: Readonly<Record<Branch, readonly number[]>> = {
  answered: [200],
  'not-inflatable': [500],
  malformed: [500],
  doctype: [500],
  'too-large': [413],
  'device-id': [400],
  query: [400],
  message: [400],
  'user-agent': [400],
  'not-admitted': [401, 403],
  replayed: [409],
};
const LONGEST_ANSWER_MS = 20_000;
const MOST_RSS_MIB = 1536;
/** Above it the server may cut the connection while the body is still coming. */
const LARGEST_BODY_BYTES = 2 * 1024 * 1024;
const DEVICES = 150;
const CHECKED_EVERY = 100;
const MOST_FINDINGS = 50;

/** Sends spoiled reports one after another, and checks after each what became of it. */
export async function fuzzInventory(options: FuzzOptions): Promise<FuzzReport> {
  const run = new FuzzRun(options);
  await run.begin();
  const names = Object.keys(MUTATIONS);
  while (options.goesOn(run.report.executions) && run.report.findings.length < MOST_FINDINGS) {
    await run.execute(names[run.report.executions % names.length] ?? '');
  }
  await run.end();
  return run.report;
}

/** Mutations that did not reach a branch they aim at. */
export function listUnreached({ reached }: FuzzReport): string[] {
  return Object.entries(MUTATIONS).flatMap(([name, { aims }]) =>
    aims.filter((branch) => !(reached[name]?.[branch] ?? 0)).map((branch) => `${name}: ${branch}`),
  );
}

class FuzzRun {
  readonly report: FuzzReport;
  private readonly options: FuzzOptions;
  private readonly agent: KeyedAgent;
  private readonly others: readonly FuzzDevice[];
  private readonly connection = new Agent({ keepAlive: true, maxSockets: 1 });
  private untouched: string[] = [];
  private waiting: Sent[] = [];
  private lastContact = 0;

  constructor(options: FuzzOptions) {
    this.options = options;
    const { seed } = options;
    this.report = {
      seed,
      executions: 0,
      reached: {},
      answerMs: {},
      findings: [],
      peakRssMiB: 0,
      slowestMs: 0,
      slowest: undefined,
    };
    this.agent = makeKeyedAgent(randomOf(seed), 1_000_000);
    this.others = [2_000_000, 2_000_001, 2_000_002].map((number) => makeDevice('other', number));
  }

  /** Devices that nobody is to touch, and the agent with a key. */
  async begin(): Promise<void> {
    const { target, reference, token, seed } = this.options;
    const random = randomOf(seed + 1);
    for (const device of this.others) {
      const { status } = await this.post(target.url, deflateSync(makeInventory(random, device)));
      if (status !== 200) throw new Error(`A plain report was answered with ${status}`);
    }
    const enrolled = await fetch(`${target.url}/enrol`, {
      method: 'POST',
      body: this.agent.introduce(token),
    });
    if (!enrolled.ok) throw new Error(`The enrolment was answered with ${enrolled.status}`);
    const first = deflateSync(makeInventory(random, this.agent.device));
    this.agent.counter += 1;
    await this.post(target.url, first, this.agent.sign(first, this.agent.counter));
    await this.post(reference.url, first);
    this.untouched = await this.checksums();
    await this.skipContacts(this.others.length + 1);
  }

  async execute(name: string): Promise<void> {
    const { executions } = this.report;
    const random: Random = randomOf(Math.imul(this.options.seed, 1_000_003) + executions);
    const device = makeDevice('fz', random.int(0, DEVICES - 1));
    for (const request of MUTATIONS[name]?.make({ random, device, agent: this.agent }) ?? []) {
      const { status, ms } = await this.post(this.options.target.url, request.body, request.headers);
      this.waiting.push({ mutation: name, request, status, execution: executions });
      this.tellTime(name, request, ms);
      if (status === 200) await this.compare(name, request);
    }
    this.report.executions += 1;
    if (this.report.executions % CHECKED_EVERY === 0) {
      await this.check();
      this.options.onProgress?.(this.report);
    }
  }

  async end(): Promise<void> {
    await this.check();
    this.connection.destroy();
  }

  private tellTime(mutation: string, { body }: FuzzRequest, ms: number): void {
    this.report.answerMs[mutation] = (this.report.answerMs[mutation] ?? 0) + ms;
    if (ms > this.report.slowestMs) {
      this.report.slowestMs = Math.round(ms);
      this.report.slowest = { mutation, body };
    }
    if (ms > LONGEST_ANSWER_MS) this.find(mutation, `was answered after ${Math.round(ms)} ms`);
  }

  private find(mutation: string, what: string, execution = this.report.executions): void {
    this.report.findings.push(`seed ${this.options.seed}, execution ${execution}, ${mutation}: ${what}`);
  }

  /** What is stored must be what another reading of the report gives when it is stored elsewhere. */
  private async compare(mutation: string, { inner, headers }: FuzzRequest): Promise<void> {
    if (inner === undefined) return this.find(mutation, 'was accepted');
    const read = inner.form === 'xml' ? readXml(inner.bytes) : readJson(inner.bytes);
    if (read === undefined) return this.find(mutation, 'was accepted, and cannot be read by other means');
    const { target, reference } = this.options;
    const unsigned = Object.fromEntries(
      Object.entries(headers ?? {}).filter(([header]) => !header.startsWith('popis-')),
    );
    const { status } = await this.post(reference.url, deflateSync(read.plain), unsigned);
    if (status !== 200)
      return this.find(mutation, `was accepted, and refused with ${status} when written plainly`);
    const deviceId = read.deviceId;
    const stored = await readDevice(target.database, deviceId);
    const expected = await readDevice(reference.database, deviceId);
    const difference = tellDifference(stored, expected);
    if (difference !== undefined) this.find(mutation, `stored something else than it says: ${difference}`);
    for (const garbage of listGarbage(stored ?? {})) this.find(mutation, `left ${garbage}`);
  }

  private async checksums(): Promise<string[]> {
    const { database } = this.options.target;
    const sums: string[] = [];
    for (const { deviceId } of this.others) sums.push(checksumOf(await readDevice(database, deviceId)));
    return sums;
  }

  /** What is looked at after many requests: other devices, memory, and the branch that each request reached. */
  private async check(): Promise<void> {
    const { target } = this.options;
    const now = await this.checksums();
    if (now.join() !== this.untouched.join())
      this.find('some before', 'changed a device that it does not name');
    const rss = await readPeakRssMiB(target.pid);
    this.report.peakRssMiB = Math.max(this.report.peakRssMiB, rss);
    if (rss > MOST_RSS_MIB) this.find('some before', `the server holds ${rss} MiB`);
    const contacts = await this.readContacts(this.waiting.length);
    this.findLost(contacts);
    for (const [index, { mutation, request, status, execution }] of this.waiting.entries()) {
      const contact = contacts[index];
      const branch = contact === undefined ? 'lost' : (contact.CAUSE ?? 'answered');
      const counts = this.report.reached[mutation] ?? {};
      this.report.reached[mutation] = counts;
      counts[branch] = (counts[branch] ?? 0) + 1;
      const allowed = STATUSES[branch as Branch] ?? [];
      if (
        !allowed.includes(status) &&
        !(status === 0 && branch === 'too-large' && request.body.length > LARGEST_BODY_BYTES)
      ) {
        this.find(mutation, `ended as ${branch} with status ${status}`, execution);
      }
      if (request.expects !== undefined && request.expects !== branch) {
        this.find(mutation, `ended as ${branch} instead of ${request.expects}`, execution);
      }
    }
    this.waiting = [];
  }

  /** The first request whose contact is not there; those that were not read to their end have 0 bytes. */
  private findLost(contacts: readonly TextRow[]): void {
    const lost = this.waiting.findIndex(({ request, status }, index) => {
      const contact = contacts[index];
      const isOther = ![0, request.body.length].includes(Number(contact?.BYTES));
      return isOther || (status !== 0 && Number(contact?.STATUS) !== status);
    });
    const sent = this.waiting[lost];
    if (sent !== undefined) {
      const there = JSON.stringify(contacts.slice(Math.max(0, lost - 3), lost + 3));
      const { mutation, execution, status, request } = sent;
      this.find(
        mutation,
        `left no contact with status ${status} and ${request.body.length} bytes: ${there}`,
        execution,
      );
    }
  }

  private async skipContacts(count: number): Promise<void> {
    await this.readContacts(count);
  }

  /** The journal is written every two seconds; requests come one after another, and stand there in their order. */
  private async readContacts(count: number) {
    const { database } = this.options.target;
    const select = 'SELECT ID, CAUSE, STATUS, BYTES FROM contact WHERE ID > ? ORDER BY ID';
    const until = performance.now() + 20_000;
    let contacts = await database.query(select, String(this.lastContact));
    while (contacts.length < count && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      contacts = await database.query(select, String(this.lastContact));
    }
    if (contacts.length !== count) {
      this.find('some before', `${count} requests left ${contacts.length} contacts`);
    }
    this.lastContact = Number(contacts.at(-1)?.ID ?? this.lastContact);
    return contacts;
  }

  /** A connection that the server closed in the same moment, since nothing came, is another one's fault: asked again. */
  private async post(url: string, body: Buffer, headers: Record<string, string> = {}) {
    const since = performance.now();
    const first = await this.postOnce(url, body, headers);
    const { status } = first.isStale ? await this.postOnce(url, body, headers) : first;
    return { status, ms: performance.now() - since };
  }

  /** Status 0 = the connection was cut. */
  private async postOnce(url: string, body: Buffer, headers: Record<string, string>) {
    return await new Promise<{ status: number; isStale: boolean }>((resolve) => {
      const sent = httpRequest(
        url,
        {
          method: 'POST',
          agent: this.connection,
          headers: {
            'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0',
            'content-type': 'application/x-compress',
            'content-length': body.length,
            ...headers,
          },
        },
        (response) => {
          const status = response.statusCode ?? 0;
          response.resume();
          response.on('end', () => resolve({ status, isStale: false }));
          response.on('error', () => resolve({ status, isStale: false }));
        },
      );
      sent.setTimeout(60_000, () => sent.destroy(new Error('no answer')));
      sent.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ status: 0, isStale: sent.reusedSocket && error.code === 'ECONNRESET' }),
      );
      sent.end(body);
    });
  }
}

interface Read {
  deviceId: string;
  plain: string;
}

function readXml(bytes: Buffer): Read | undefined {
  try {
    const document = readIndependently(bytes);
    const deviceId = document.children.find(({ name }: ReadElement) => name === 'DEVICEID')?.text ?? '';
    return { deviceId, plain: formatPlainly(document) };
  } catch {
    return undefined;
  }
}

function readJson(bytes: Buffer): Read | undefined {
  try {
    const message = JSON.parse(decode(bytes));
    return { deviceId: String(message.deviceid), plain: JSON.stringify(message) };
  } catch {
    return undefined;
  }
}

async function readPeakRssMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

/** A seed that nobody chose. */
export function chooseSeed(): number {
  return randomBytes(4).readUInt32BE() >>> 1;
}
