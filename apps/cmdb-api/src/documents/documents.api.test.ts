import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { createCmdbDatabase, getPeers, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, buildApp } from '../build-app.ts';
import { CardWriter } from '../cards/card-writer.ts';
import type { Change } from '../changes/attestation.ts';
import { toConfig } from '../config.ts';
import { readEnv } from '../env.ts';

const adminToken = 'token-of-the-administrator-in-tests';

interface TestApp {
  app: App;
  url: string;
  stop(): Promise<void>;
}

async function startApp(environment: Record<string, string>): Promise<TestApp> {
  const database: TestDatabase = await createCmdbDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-api-'));
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, adminToken);
  const env = readEnv({
    DATABASE_URL: database.url,
    PORT: '0',
    ADMIN_TOKEN_FILE: tokenFile,
    DOCUMENT_STORE: pathToFileURL(path.join(folder, 'documents')).href,
    ...environment,
  });
  const { config, secrets } = toConfig(env);
  const app = await buildApp(config, secrets);
  const url = await app.listen();
  const stop = async () => {
    await app.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  };
  return { app, url, stop };
}

interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

interface DocumentBody {
  id: string;
  name: string;
  category: string | null;
  description: string | null;
  version: number;
  versions: {
    version: number;
    sha256: string;
    size: number;
    mediaType: string;
    author: string;
    at: string;
  }[];
  cards: { id: string; class: string; code: string | null }[];
}

interface ProblemBody {
  status: number;
  detail: string;
  faults?: { path: string; message: string }[];
  current?: { id: string };
}

function clientOf(server: () => TestApp) {
  const call = async <Body>(
    method: string,
    address: string,
    body?: FormData | object,
  ): Promise<Answer<Body>> => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${server().url}${address}`, {
      method,
      headers: {
        authorization: `Bearer ${adminToken}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: Body = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed };
  };
  return {
    call,
    upload: (cardId: string, form: FormData) =>
      call<DocumentBody>('POST', `/api/cards/${cardId}/documents`, form),
    refused: (cardId: string, form: FormData) =>
      call<ProblemBody>('POST', `/api/cards/${cardId}/documents`, form),
    uploadVersion: (id: string, form: FormData) =>
      call<DocumentBody>('POST', `/api/documents/${id}/versions`, form),
    listOfCard: async (cardId: string, query = '') =>
      (await call<{ items: DocumentBody[] }>('GET', `/api/cards/${cardId}/documents${query}`)).body.items,
    download: (id: string, query = '', headers: Record<string, string> = {}) =>
      fetch(`${server().url}/api/documents/${id}/content${query}`, {
        headers: { authorization: `Bearer ${adminToken}`, ...headers },
      }),
    createCard: async () => {
      const { database, nest } = server().app;
      const card = { class: 'Contract', attributes: { Code: `C-${randomUUID()}` } };
      const { created } = await database.transaction((tx) =>
        nest.get(CardWriter).apply(tx, { actor: 'tests', source: 'person' }, { create: [card] }),
      );
      const [id] = created;
      if (id === undefined) throw new Error('no card was created');
      return id;
    },
  };
}

function formOf(
  content: Uint8Array<ArrayBuffer> | string,
  name: string,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set('file', new Blob([content], { type: 'text/plain' }), name);
  return form;
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

describe.each([
  ['a folder', () => ({})],
  [
    'an S3 bucket',
    () => {
      const { s3 } = getPeers('s3');
      return {
        DOCUMENT_STORE: `s3://api-${randomUUID()}/documents?endpoint=${s3.endpoint}&region=${s3.region}`,
        S3_ACCESS_KEY: s3.accessKey,
        S3_SECRET_KEY: s3.secretKey,
      };
    },
  ],
])('documents kept in %s', (_where, toEnvironment) => {
  let server: TestApp;
  const { call, upload, uploadVersion, listOfCard, download, createCard } = clientOf(() => server);

  beforeAll(async () => {
    server = await startApp(toEnvironment());
  });
  afterAll(() => server?.stop());

  test('come back byte for byte, as an attachment that no browser runs', async () => {
    const cardId = await createCard();
    const content = randomBytes(9 * 1024 * 1024 + 5);
    const form = formOf(content, 'Уговор „2026“.pdf', { category: 'contract', description: 'Signed' });

    const created = await upload(cardId, form);
    const downloaded = await download(created.body.id);

    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: 'Уговор „2026“.pdf',
      category: 'contract',
      description: 'Signed',
      version: 1,
      versions: [{ version: 1, sha256: sha256(content), size: content.length, author: 'admin' }],
      cards: [{ id: cardId, class: 'Contract' }],
    });
    expect(sha256(Buffer.from(await downloaded.arrayBuffer()))).toBe(sha256(content));
    expect(Object.fromEntries(downloaded.headers)).toMatchObject({
      'content-length': String(content.length),
      'content-disposition': expect.stringMatching(/^attachment; .*filename\*=UTF-8''%D0%A3%D0%B3/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: `"${sha256(content)}"`,
    });
  });

  test('keep every version, and make none of equal bytes', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('one', 'notes.txt'));

    const second = await uploadVersion(document.id, formOf('two', 'notes (2).txt', { reason: 'corrected' }));
    const same = await uploadVersion(document.id, formOf('two', 'notes.txt'));

    expect(second.status).toBe(201);
    expect(same.status).toBe(200);
    expect(same.body.versions.map((version) => version.version)).toEqual([2, 1]);
    expect(same.body.name).toBe('notes.txt');
    expect(await (await download(document.id)).text()).toBe('two');
    expect(await (await download(document.id, '?version=1')).text()).toBe('one');
    expect((await download(document.id, '?version=3')).status).toBe(404);
  });

  test('two versions at once become two versions', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('0', 'race.txt'));

    const answers = await Promise.all(
      ['1', '2', '3', '4'].map((content) => uploadVersion(document.id, formOf(content, 'race.txt'))),
    );

    expect(answers.map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
    const { body } = await call<DocumentBody>('GET', `/api/documents/${document.id}`);
    expect(body.versions.map((version) => version.version)).toEqual([5, 4, 3, 2, 1]);
  });

  test('an empty file is a file', async () => {
    const cardId = await createCard();

    const { body } = await upload(cardId, formOf('', 'empty.txt'));

    expect(body.versions[0]?.size).toBe(0);
    expect(await (await download(body.id)).text()).toBe('');
  });

  test('hang on several cards, are taken off, and stay to be seen as of before', async () => {
    const [one, other] = [await createCard(), await createCard()];
    const { body: document } = await upload(one, formOf('frame', 'framework.txt'));
    const linked = await call<DocumentBody>(
      'PUT',
      `/api/documents/${document.id}/links/${other}?reason=covers`,
    );
    const again = await call<DocumentBody>('PUT', `/api/documents/${document.id}/links/${other}`);
    const before = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));

    const removed = await call('DELETE', `/api/documents/${document.id}/links/${one}?reason=wrong%20card`);
    const missing = await call('DELETE', `/api/documents/${document.id}/links/${one}`);

    expect(linked.body.cards.map((card) => card.id)).toEqual([one, other]);
    expect(again.body).toEqual(linked.body);
    expect([removed.status, missing.status]).toEqual([204, 404]);
    expect(await listOfCard(one)).toEqual([]);
    expect((await listOfCard(one, `?asOf=${before}`)).map((known) => known.name)).toEqual(['framework.txt']);
    expect((await listOfCard(other)).map((known) => known.cards.length)).toEqual([1]);
    expect(await (await download(document.id)).text()).toBe('frame');
  });
});

describe('documents', () => {
  let server: TestApp;
  const client = clientOf(() => server);
  const { call, upload, refused, uploadVersion, listOfCard, download, createCard } = client;
  let folder: string;
  let storeFolder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'popis-documents-'));
    storeFolder = path.join(folder, 'store');
    server = await startApp({
      DOCUMENT_STORE: pathToFileURL(storeFolder).href,
      DOCUMENT_LIMIT_MIB: '1',
    });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  async function listStoredFiles(): Promise<string[]> {
    const entries = await readdir(storeFolder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  }

  async function findFileOf(document: DocumentBody): Promise<string> {
    const files = await listStoredFiles();
    const file = files.find((name) => name.includes(document.id));
    expect(file).toBeDefined();
    return file ?? '';
  }

  const countUploads = async (): Promise<number> => {
    const [row] = await server.app.database.single.query('SELECT count(*)::int AS n FROM document_upload');
    return row.n;
  };

  /** Runs what must fail and expects that nothing at all of it is left. */
  async function expectNothingLeft(cardId: string, attempt: () => Promise<unknown>): Promise<void> {
    const [files, documents] = [await listStoredFiles(), await listOfCard(cardId)];
    await attempt();
    await expect.poll(countUploads).toBe(0);
    expect(await listStoredFiles()).toEqual(files);
    expect(await listOfCard(cardId)).toEqual(documents);
  }

  test('a second file of the same name on a card is refused and leaves nothing', async () => {
    const cardId = await createCard();
    const { body: first } = await upload(cardId, formOf('1', 'manual.txt'));

    await expectNothingLeft(cardId, async () => {
      const { status, body } = await refused(cardId, formOf('2', 'manual.txt'));

      expect(status).toBe(409);
      expect(body.detail).toContain('new version');
      expect(body.current?.id).toBe(first.id);
    });
  });

  test('of two uploads of one name at once exactly one wins', async () => {
    const cardId = await createCard();

    const answers = await Promise.all(
      ['1', '2', '3'].map((content) => upload(cardId, formOf(content, 'one.txt'))),
    );

    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409]);
    await expect.poll(countUploads).toBe(0);
    expect(await listOfCard(cardId)).toHaveLength(1);
  });

  test('a file over the limit is refused and leaves nothing', async () => {
    const cardId = await createCard();

    await expectNothingLeft(cardId, async () => {
      const { status, body } = await refused(cardId, formOf(randomBytes(3 * 1024 * 1024), 'big.bin'));

      expect(status).toBe(400);
      expect(body.detail).toBe('The file is larger than the limit of 1 MiB');
    });
    const atLimit = await upload(cardId, formOf(randomBytes(1024 * 1024), 'fits.bin'));
    expect(atLimit.status).toBe(201);
  });

  test('an upload that breaks off leaves nothing', async () => {
    const cardId = await createCard();

    await expectNothingLeft(cardId, () => breakOff(`${server.url}/api/cards/${cardId}/documents`));
  });

  test.each([
    ['an unknown category', { category: 'novel' }, 'category'],
    ['an unknown field', { colour: 'red' }, 'colour'],
  ])('%s is refused and leaves nothing', async (_what, fields, fault) => {
    const cardId = await createCard();

    await expectNothingLeft(cardId, async () => {
      const { status, body } = await refused(cardId, formOf('1', 'a.txt', fields));

      expect(status).toBe(400);
      expect(body.faults?.[0]?.path).toBe(fault);
    });
  });

  test('a form without a file, a body that is no form, and a name that is none are refused', async () => {
    const cardId = await createCard();
    const form = new FormData();
    form.set('description', 'no file');

    const [withoutFile, noForm, noName] = [
      await refused(cardId, form),
      await call<ProblemBody>('POST', `/api/cards/${cardId}/documents`, { file: 'text' }),
      await refused(cardId, formOf('1', '..')),
    ];

    expect([withoutFile.status, noForm.status, noName.status]).toEqual([400, 400, 400]);
    expect(withoutFile.body.faults).toEqual([{ path: 'file', message: 'is missing' }]);
  });

  test('folders in a file name are dropped', async () => {
    const cardId = await createCard();

    const { body } = await upload(cardId, formOf('1', '../../etc/cron.d/job.txt'));

    expect(body.name).toBe('job.txt');
  });

  test('a new version must be the same kind of file', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('1', 'a.txt'));

    const { status } = await uploadVersion(document.id, formOf('2', 'a.pdf'));

    expect(status).toBe(400);
  });

  // Whatever was uploaded, and whatever it was called: nothing that a browser runs in our name.
  test.each([
    ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['page.html', '<!doctype html><script>alert(1)</script>'],
    ['shell.php', '<?php system($_GET["c"]);'],
    ['gifar.gif', 'GIF89a=1;alert(1)//'],
    ['feed.xml', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>'],
  ])('%s comes down as an attachment only', async (name, content) => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf(content, name));

    const downloaded = await download(document.id);

    expect(await downloaded.text()).toBe(content);
    expect(downloaded.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(downloaded.headers.get('x-content-type-options')).toBe('nosniff');
    expect(downloaded.headers.get('content-security-policy')).toContain('sandbox');
    expect(downloaded.headers.get('content-type')).toMatch(
      /^(application\/octet-stream|image\/gif|text\/plain)/,
    );
  });

  test('what the client has already is not sent again', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('same', 'a.txt'));

    const answer = await download(document.id, '', { 'if-none-match': `"${sha256('same')}"` });

    expect(answer.status).toBe(304);
  });

  test('damaged bytes are never delivered as whole', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf(randomBytes(300_000), 'a.bin'));
    const file = await findFileOf(document);
    const bytes = await readFile(file);
    bytes[200_000] = (bytes[200_000] ?? 0) ^ 1;
    await writeFile(file, bytes);

    const answer = await download(document.id);

    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  test('a damaged length and missing bytes are a fault of the store', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('0123456789', 'a.txt'));
    const file = await findFileOf(document);

    await truncate(file, 5);
    const short = await download(document.id);
    await rm(file);
    const gone = await download(document.id);

    expect([short.status, gone.status]).toEqual([502, 502]);
  });

  test('what does not exist is 404', async () => {
    const [id, cardId] = [randomUUID(), await createCard()];
    const answers = [
      await refused(id, formOf('1', 'a.txt')),
      await call('GET', `/api/cards/${id}/documents`),
      await call('GET', `/api/documents/${id}`),
      await call('GET', `/api/documents/${id}/content`),
      await uploadVersion(id, formOf('1', 'a.txt')),
      await call('PUT', `/api/documents/${id}/links/${cardId}`),
      await call('DELETE', `/api/documents/${id}/links/${cardId}`),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404, 404, 404]);
    expect(await countUploads()).toBe(0);
  });

  test('nobody gets in without signing in', async () => {
    const [id, cardId] = [randomUUID(), randomUUID()];
    const routes = [
      ['POST', `/api/cards/${cardId}/documents`],
      ['GET', `/api/cards/${cardId}/documents`],
      ['GET', `/api/documents/${id}`],
      ['GET', `/api/documents/${id}/content`],
      ['POST', `/api/documents/${id}/versions`],
      ['PUT', `/api/documents/${id}/links/${cardId}`],
      ['DELETE', `/api/documents/${id}/links/${cardId}`],
    ] as const;

    for (const [method, address] of routes) {
      const { status } = await fetch(`${server.url}${address}`, {
        method,
        ...(method === 'POST' ? { body: formOf('1', 'a.txt') } : {}),
      });
      expect([method, address, status]).toEqual([method, address, 401]);
    }
  });

  test('a reader may read and not write', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('1', 'a.txt'));
    const username = `reader-${randomUUID()}`;
    await call('POST', '/api/accounts', { username, displayName: 'Reader', roles: ['reader'] });
    const { body: reader } = await call<{ token: string }>('POST', '/api/tokens', {
      username,
      name: 'test',
      expiresAt: null,
    });
    const headers = { authorization: `Bearer ${reader.token}` };

    const read = await fetch(`${server.url}/api/documents/${document.id}/content`, { headers });
    const write = await fetch(`${server.url}/api/cards/${cardId}/documents`, {
      method: 'POST',
      headers,
      body: formOf('2', 'b.txt'),
    });

    expect([read.status, write.status]).toEqual([200, 403]);
  });

  test('every upload and every taking off is a change that says who and why, attested by its hash', async () => {
    const cardId = await createCard();
    const { body: document } = await upload(cardId, formOf('1', 'a.txt', { reason: 'audit 2026' }));
    await uploadVersion(document.id, formOf('2', 'a.txt', { reason: 'page 3 was missing' }));
    await call('DELETE', `/api/documents/${document.id}/links/${cardId}?reason=wrong%20card`);

    const { single } = server.app.database;
    const changes: Pick<Change, 'id' | 'actor' | 'source' | 'reason'>[] = await single.query(
      `SELECT change.id, change.actor, change.source, change.reason FROM change
       WHERE change.id IN (SELECT change_id FROM document_version WHERE document_id = $1
         UNION SELECT ended_change_id FROM document_link WHERE document_id = $1) ORDER BY change.at`,
      [document.id],
    );

    expect(changes.map(({ actor, source, reason }) => [actor, source, reason])).toEqual([
      ['admin', 'person', 'audit 2026'],
      ['admin', 'person', 'page 3 was missing'],
      ['admin', 'person', 'wrong card'],
    ]);
    for (const { id } of changes) {
      expect((await call('GET', `/api/changes/${id}`)).body).toMatchObject({ intact: true });
    }
  });
});

/** Sends the beginning of an upload and closes the connection. */
function breakOff(address: string): Promise<void> {
  return new Promise((resolve) => {
    const boundary = 'popis';
    const request = httpRequest(address, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': 900_000,
      },
    });
    request.on('error', () => resolve());
    request.on('close', () => resolve());
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`;
    Readable.from([head, randomBytes(500_000)], { objectMode: false }).pipe(request, { end: false });
    setTimeout(() => request.destroy(), 300);
  });
}
