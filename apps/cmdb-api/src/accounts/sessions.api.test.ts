import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type HttpAnswer, request, requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

const password = 'correct horse battery';
let cmdb: TestCmdb;
let asAdmin: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  asAdmin = requestsOf(cmdb, adminToken);
  await asAdmin('POST', '/accounts', { username: 'Ana', displayName: 'Ana N.', roles: ['editor'], password });
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.query('DELETE FROM login_failure');
  await cmdb.query('DELETE FROM session');
});

function signIn(username = 'ana', given = password): Promise<HttpAnswer> {
  return request(cmdb, 'POST', '/sessions', { body: { username, password: given } });
}

function cookieOf(answer: HttpAnswer): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** As a browser of ours does it. */
function withCookie(cookie: string, method: string, address: string, body?: unknown): Promise<HttpAnswer> {
  return request(cmdb, method, address, { body, headers: { cookie, 'x-popis-request': '1' } });
}

describe('signing in with a password', () => {
  test('gives the account and a cookie that no script and no other site can use', async () => {
    const answer = await signIn('ANA');

    expect(answer.status).toBe(200);
    expect(answer.body.account).toMatchObject({
      username: 'ana',
      displayName: 'Ana N.',
      roles: ['editor'],
      permissions: ['read', 'edit'],
      hasPassword: true,
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^popis_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    );
    const current = await withCookie(cookieOf(answer), 'GET', '/sessions/current');
    expect(current.body).toEqual(answer.body);
  });

  test('says the same of a wrong password as of an account that is not there', async () => {
    const wrong = await signIn('ana', 'wrong');
    const unknown = await signIn('eva', 'wrong');
    const withoutPassword = await signIn('admin', '');

    for (const answer of [wrong, unknown, withoutPassword]) {
      expect(answer.status).toBe(401);
      expect(answer.body.detail).toBe('Username or password is wrong');
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  test('is throttled after five failures, right password or not, attempts at once included', async () => {
    const attempts = await Promise.all(Array.from({ length: 12 }, () => signIn('ana', 'wrong')));

    const statuses = attempts.map((answer) => answer.status).sort();
    const late = await signIn();
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
    expect(late.status).toBe(429);
    expect(late.headers.get('retry-after')).toBe('900');
    expect((await signIn('eva', 'wrong')).status).toBe(401);
  });

  test('begins to count anew after a success, and when the time has passed', async () => {
    for (let attempt = 0; attempt < 4; attempt += 1) await signIn('ana', 'wrong');
    expect((await signIn()).status).toBe(200);
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn('ana', 'wrong');
    expect((await signIn()).status).toBe(429);

    await cmdb.query("UPDATE login_failure SET window_ends_at = now() - interval '1 second'");

    expect((await signIn()).status).toBe(200);
  });
});

describe('a session', () => {
  test('changes nothing without the header that another site cannot send', async () => {
    const cookie = cookieOf(await signIn());
    const body = { attributes: { Code: 'R1' } };

    const forged = await request(cmdb, 'POST', '/classes/Room/cards', { body, headers: { cookie } });
    const meant = await withCookie(cookie, 'POST', '/classes/Room/cards', body);

    expect(forged.status).toBe(403);
    expect(meant.status).toBe(201);
    expect((await request(cmdb, 'GET', '/classes', { headers: { cookie } })).status).toBe(200);
  });

  test('ends when its owner signs out', async () => {
    const cookie = cookieOf(await signIn());

    const out = await withCookie(cookie, 'DELETE', '/sessions/current');

    expect(out.status).toBe(204);
    expect((await withCookie(cookie, 'GET', '/sessions/current')).status).toBe(401);
  });

  test.each([
    ['its time is over', "UPDATE session SET expires_at = now() - interval '1 second'"],
    ['it lay idle', "UPDATE session SET last_seen_at = now() - interval '13 hours'"],
    ['its account is not active', "UPDATE account SET active = false WHERE username = 'ana'"],
  ])('ends when %s', async (_why, sql) => {
    const cookie = cookieOf(await signIn());
    await cmdb.query(sql);

    const { status } = await withCookie(cookie, 'GET', '/sessions/current');

    await cmdb.query('UPDATE account SET active = true');
    expect(status).toBe(401);
  });

  test('stays alive while it is used', async () => {
    const cookie = cookieOf(await signIn());
    await cmdb.query("UPDATE session SET last_seen_at = now() - interval '11 hours'");

    await withCookie(cookie, 'GET', '/sessions/current');

    const [session] = await cmdb.query(
      "SELECT last_seen_at > now() - interval '1 minute' AS seen FROM session",
    );
    expect(session).toEqual({ seen: true });
  });

  test('and every other secret is stored as a hash only', async () => {
    const secret = cookieOf(await signIn()).split('=')[1] ?? '';
    const link = (await asAdmin('POST', '/login-links', { username: 'ana' })).body.token;
    const token = (await asAdmin('POST', '/tokens', { username: 'ana', name: 'script' })).body.token;

    const rows = await cmdb.query(
      `SELECT row_to_json(session)::text AS row FROM session UNION ALL SELECT row_to_json(login_link)::text FROM login_link
       UNION ALL SELECT row_to_json(api_token)::text FROM api_token UNION ALL SELECT row_to_json(account)::text FROM account`,
    );

    const stored = JSON.stringify(rows);
    for (const hidden of [secret, link, token, adminToken, password]) {
      expect(stored).not.toContain(hidden);
      expect(stored).not.toContain(Buffer.from(hidden).toString('hex'));
    }
    expect(stored).toContain('$argon2id$');
  });
});

describe('a login link', () => {
  test('signs its account in once', async () => {
    const { status, body } = await asAdmin('POST', '/login-links', {});
    const use = () => request(cmdb, 'POST', '/sessions/login-link', { body: { token: body.token } });

    const answers = await Promise.all([use(), use(), use()]);

    expect(status).toBe(201);
    expect(body.url).toBe(`${cmdb.url}/login#token=${body.token}`);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 401, 401]);
    const won = answers.find((answer) => answer.status === 200);
    expect(won?.body.account).toMatchObject({
      username: 'admin',
      roles: ['administrator'],
      hasPassword: false,
    });
  });

  test('is good for 15 minutes', async () => {
    const { body } = await asAdmin('POST', '/login-links', { username: 'ana' });
    const minutes = (new Date(body.expiresAt).getTime() - Date.now()) / 60_000;
    await cmdb.query("UPDATE login_link SET expires_at = now() - interval '1 second'");

    const late = await request(cmdb, 'POST', '/sessions/login-link', { body: { token: body.token } });

    expect(minutes).toBeGreaterThan(14);
    expect(minutes).toBeLessThanOrEqual(15);
    expect(late.status).toBe(401);
  });

  test('is made for accounts that are there', async () => {
    expect((await asAdmin('POST', '/login-links', { username: 'nobody' })).status).toBe(404);
  });
});

describe('a password', () => {
  test('is changed by whoever knows it; other sessions end, this one stays', async () => {
    const here = cookieOf(await signIn());
    const elsewhere = cookieOf(await signIn());

    const wrong = await withCookie(here, 'PUT', '/accounts/current/password', {
      password: 'x'.repeat(10),
      current: 'no',
    });
    const short = await withCookie(here, 'PUT', '/accounts/current/password', {
      password: 'short',
      current: password,
    });
    const changed = await withCookie(here, 'PUT', '/accounts/current/password', {
      password: 'another long one',
      current: password,
    });

    expect(wrong.body.faults).toMatchObject([{ path: 'current' }]);
    expect(short.body.faults).toMatchObject([{ path: 'password' }]);
    expect(changed.status).toBe(204);
    expect((await withCookie(here, 'GET', '/sessions/current')).status).toBe(200);
    expect((await withCookie(elsewhere, 'GET', '/sessions/current')).status).toBe(401);
    expect((await signIn('ana', 'another long one')).status).toBe(200);
    await withCookie(here, 'PUT', '/accounts/current/password', { password, current: 'another long one' });
  });

  test('is set by whoever came in by a link and has none yet', async () => {
    const { body } = await asAdmin('POST', '/login-links', {});
    const cookie = cookieOf(
      await request(cmdb, 'POST', '/sessions/login-link', { body: { token: body.token } }),
    );

    const set = await withCookie(cookie, 'PUT', '/accounts/current/password', { password });

    expect(set.status).toBe(204);
    expect((await signIn('admin')).status).toBe(200);
  });
});
