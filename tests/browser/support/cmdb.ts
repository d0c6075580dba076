import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '@popis/embedded-postgres';
import type { BrowserContext, Page } from 'playwright-core';
import type { TestBrowser } from './browser.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const START_MS = 90_000;

/** A card as the tests need it. */
export interface TestCard {
  id: string;
  class: string;
  changeId: string;
  attributes: Record<string, unknown>;
}

export interface TestCmdb {
  url: string;
  /** Calls the REST interface as an administrator; fails when the answer is no success. */
  call<Answer = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  createCard(className: string, attributes: Record<string, unknown>): Promise<TestCard>;
  findCard(className: string, code: string): Promise<TestCard>;
  /** A window with the administrator signed in by a one-time link. */
  signIn(browser: TestBrowser, options?: Parameters<TestBrowser['newContext']>[0]): Promise<SignedIn>;
  createLoginLink(username?: string): Promise<string>;
  stop(): Promise<void>;
}

export interface SignedIn {
  context: BrowserContext;
  page: Page;
}

/** The real cmdb-api with the built web UI, the demonstration estate and an embedded PostgreSQL of its own. */
export async function startCmdb(): Promise<TestCmdb> {
  const entry = path.join(root, 'apps/cmdb-api/dist/main.js');
  const bundle = path.join(root, 'apps/web/dist/bundle');
  for (const built of [entry, path.join(bundle, 'index.html')]) {
    if (!existsSync(built)) throw new Error(`${built} is missing: npm run build makes it`);
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-browser-'));
  const postgres = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    settings: { fsync: 'off' },
  });
  await postgres.ensureDatabase('cmdb');
  const token = randomBytes(32).toString('base64url');
  const tokenFile = path.join(folder, 'admin-token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  await mkdir(path.join(folder, 'documents'));
  const server = fork(entry, {
    env: {
      ...process.env,
      DATABASE_URL: postgres.urlFor('cmdb'),
      DOCUMENT_STORE: pathToFileURL(path.join(folder, 'documents')).href,
      PORT: '0',
      WEB_ROOT: bundle,
      ADMIN_TOKEN_FILE: tokenFile,
      SEED: 'demo',
      LOG_LEVEL: 'warn',
    },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const url = await waitUntilReady(server);
  return {
    ...accessTo(url, token),
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM');
        await once(server, 'exit');
      }
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(server: ChildProcess): Promise<string> {
  const timeout = AbortSignal.timeout(START_MS);
  const ended = once(server, 'exit', { signal: timeout }).then(([code]) => {
    throw new Error(`cmdb-api ended with code ${code} before it was ready`);
  });
  const ready = once(server, 'message', { signal: timeout }).then(([message]) => String(Object(message).url));
  ended.catch(() => undefined);
  return await Promise.race([ready, ended]);
}

/** The same ways in for any CMDB whose administrator's token is known. */
export function accessTo(url: string, token: string): Omit<TestCmdb, 'stop'> {
  async function call<Answer>(
    method: string,
    address: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${url}${address}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${address} → ${response.status} ${text}`);
    return text === '' ? (undefined as Answer) : JSON.parse(text);
  }
  const createLoginLink = async (username = 'admin') =>
    (await call<{ url: string }>('POST', '/api/login-links', { username })).url;
  return {
    url,
    call,
    createLoginLink,
    createCard: (className, attributes) => call('POST', `/api/classes/${className}/cards`, { attributes }),
    async findCard(className, code) {
      const filter = JSON.stringify({ attribute: 'Code', operator: 'equal', value: code });
      const page = await call<{ items: TestCard[] }>(
        'GET',
        `/api/classes/${className}/cards?filter=${encodeURIComponent(filter)}`,
      );
      const [card] = page.items;
      if (card === undefined) throw new Error(`no ${className} has the code ${code}`);
      return card;
    },
    async signIn(browser, options) {
      const context = await browser.newContext({ baseURL: url, ...options });
      const page = await context.newPage();
      await page.goto(await createLoginLink());
      await page.getByRole('heading', { name: 'What do we own?' }).waitFor();
      return { context, page };
    },
  };
}
