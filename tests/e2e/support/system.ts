import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@popis/testing';
import pg from 'pg';
import {
  type Finished,
  type RunningProcess,
  runProcess,
  startProcess,
  waitFor,
} from '../../support/processes.ts';

const CLI = 'apps/cli/dist/main.js';

/** A whole Popis on a data folder of its own, as `popis start --no-demo` brings it up on free ports. */
export class TestSystem {
  readonly dataDir: string;
  readonly ports: { web: number; inventory: number };
  supervisor: RunningProcess | undefined;

  private constructor(dataDir: string, ports: { web: number; inventory: number }) {
    this.dataDir = dataDir;
    this.ports = ports;
  }

  static async create(): Promise<TestSystem> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'popis-e2e-'));
    // As root, PostgreSQL runs as another user, who has to get in; else its data would be kept outside.
    await chmod(dataDir, 0o711);
    return new TestSystem(dataDir, { web: await freePort(), inventory: await freePort() });
  }

  /** Starts it, or starts it again on what it left behind. */
  async start(): Promise<void> {
    const supervisor = startProcess(CLI, [
      ...['start', '--no-demo', '--data-dir', this.dataDir],
      ...['--port', String(this.ports.web), '--inventory-port', String(this.ports.inventory)],
    ]);
    this.supervisor = supervisor;
    await waitFor('the line with the login link', () => {
      if (supervisor.child.exitCode !== null) throw new Error(`popis start ended:\n${supervisor.output()}`);
      return /#token=/.test(supervisor.output()) ? true : undefined;
    });
  }

  async stop(): Promise<void> {
    await this.supervisor?.stop();
    this.supervisor = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  endpoints(): {
    apiUrl: string;
    inventoryUrl: string;
    inventoryDatabaseUrl: string;
    adminTokenFile: string;
  } {
    return JSON.parse(readFileSync(path.join(this.dataDir, 'endpoints.json'), 'utf8'));
  }

  /** Starts `popis connector run` on this system; `env` may lead it to another inventory database. */
  startConnector(args: readonly string[] = [], env: Record<string, string> = {}): RunningProcess {
    return startProcess(CLI, ['connector', '--data-dir', this.dataDir, 'run', ...args], env);
  }

  runConnector(args: readonly string[] = [], env: Record<string, string> = {}): Promise<Finished> {
    return runProcess(CLI, ['connector', '--data-dir', this.dataDir, 'run', ...args], env);
  }

  /** GETs a path below `/api` as the administrator. */
  async get<Answer>(pathBelowApi: string): Promise<Answer> {
    return this.request<Answer>('GET', pathBelowApi);
  }

  async post<Answer>(pathBelowApi: string, body: object): Promise<Answer> {
    return this.request<Answer>('POST', pathBelowApi, body);
  }

  private async request<Answer>(method: string, pathBelowApi: string, body?: object): Promise<Answer> {
    const { apiUrl, adminTokenFile } = this.endpoints();
    const response = await fetch(`${apiUrl}${pathBelowApi}`, {
      method,
      headers: {
        Authorization: `Bearer ${readFileSync(adminTokenFile, 'utf8').trim()}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${pathBelowApi} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** Runs a statement in one of the two databases. */
  async query<Row extends object>(
    database: 'cmdb' | 'inventory',
    sql: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const url = new URL(this.endpoints().inventoryDatabaseUrl);
    url.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Rows of every table that a write of cards or relations touches: equal before and after means nothing was written. */
  async countWrites(): Promise<Record<string, number>> {
    const tables = ['change', 'card', 'card_history', 'relation', 'relation_history'];
    const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
    const [row] = await this.query<Record<string, number>>('cmdb', `SELECT ${counts.join(', ')}`);
    if (row === undefined) throw new Error('no counts');
    return row;
  }
}
