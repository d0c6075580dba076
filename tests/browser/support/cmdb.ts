import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { startCmdb as startCmdbProcess } from '../../support/cmdb-process.ts';
import { REPOSITORY } from '../../support/processes.ts';
import type { TestBrowser } from './browser.ts';

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
export async function startCmdb(more: Record<string, string> = {}): Promise<TestCmdb> {
  const bundle = path.join(REPOSITORY, 'apps/web/dist/bundle');
  if (!existsSync(path.join(bundle, 'index.html')))
    throw new Error(`${bundle} is missing: npm run build makes it`);
  const cmdb = await startCmdbProcess({
    env: { WEB_ROOT: bundle, SEED: 'demo', ...more },
    settings: { fsync: 'off' },
  });
  return { ...accessTo(cmdb.url, cmdb.token), stop: cmdb.stop };
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
