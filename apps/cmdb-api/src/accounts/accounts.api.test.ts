import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { AccountsService } from './accounts.service.ts';

let cmdb: TestCmdb;
let asAdmin: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  asAdmin = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());

function createAccount(username: string, roles: string[]) {
  return asAdmin('POST', '/accounts', { username, displayName: username, roles });
}

describe('accounts', () => {
  test('are created with roles, once per name', async () => {
    const made = await createAccount('milan', ['reader']);
    const again = await createAccount('MILAN', ['reader']);
    const wrong = await createAccount('eva', ['king', 'reader', 'queen']);

    expect(made.body).toMatchObject({
      username: 'milan',
      roles: ['reader'],
      active: true,
      hasPassword: false,
    });
    expect(again.status).toBe(409);
    expect(wrong.body.faults).toMatchObject([{ path: 'roles.0' }, { path: 'roles.2' }]);
    const { body } = await asAdmin('GET', '/accounts');
    expect(body.items.map((account: { username: string }) => account.username)).toEqual(['admin', 'milan']);
  });

  test('lose what they could do at once when their roles go or they are switched off', async () => {
    const { body: account } = await createAccount('petar', ['editor']);
    const { body: token } = await asAdmin('POST', '/tokens', { username: 'petar', name: 'script' });
    const asPetar = requestsOf(cmdb, token.token);
    const edit = () => asPetar('POST', '/classes/Room/cards', { attributes: { Code: 'R1' } });
    expect((await edit()).status).toBe(201);

    await asAdmin('PATCH', `/accounts/${account.id}`, { roles: ['reader'] });
    const asReader = await edit();
    const off = await asAdmin('PATCH', `/accounts/${account.id}`, { active: false, displayName: 'Petar H.' });
    const afterOff = await edit();

    expect(asReader.status).toBe(403);
    expect(off.body).toMatchObject({ active: false, displayName: 'Petar H.', roles: ['reader'] });
    expect(afterOff.status).toBe(401);
    expect((await asAdmin('PATCH', '/accounts/01970000-0000-7000-8000-000000000000', {})).status).toBe(404);
  });

  test('have roles that say what they allow', async () => {
    const { body } = await asAdmin('GET', '/roles');

    expect(body.items).toContainEqual({
      name: 'connector',
      label: 'Connector',
      permissions: ['read', 'reconcile'],
    });
  });
});

describe('tokens', () => {
  test('show their secret once, work until they expire or are revoked', async () => {
    await createAccount('connector', ['connector']);
    const made = await asAdmin('POST', '/tokens', { username: 'connector', name: 'nightly' });
    const expired = await asAdmin('POST', '/tokens', {
      username: 'connector',
      name: 'old',
      expiresAt: '2020-01-01T00:00:00Z',
    });
    const call = requestsOf(cmdb, made.body.token);

    const works = await call('GET', '/sessions/current');
    const list = await asAdmin('GET', '/tokens');
    const revoked = await asAdmin('DELETE', `/tokens/${made.body.id}`);

    expect(made.body.token).toMatch(/^popis_[\w-]{43}$/);
    expect(works.body.account).toMatchObject({ username: 'connector', permissions: ['read', 'reconcile'] });
    expect(JSON.stringify(list.body)).not.toContain(made.body.token);
    expect(list.body.items).toContainEqual(
      expect.objectContaining({ name: 'nightly', username: 'connector' }),
    );
    expect(revoked.status).toBe(204);
    expect((await call('GET', '/sessions/current')).status).toBe(401);
    expect((await requestsOf(cmdb, expired.body.token)('GET', '/sessions/current')).status).toBe(401);
    expect((await asAdmin('DELETE', `/tokens/${made.body.id}`)).status).toBe(404);
    expect((await asAdmin('POST', '/tokens', { username: 'nobody', name: 'x' })).status).toBe(404);
  });

  test('from the file of the installation are the administrator’s; a new one replaces the old', async () => {
    const accounts = cmdb.app.nest.get(AccountsService);

    await accounts.ensureFirstAccount('another-token-of-the-administrator');
    const old = await asAdmin('GET', '/accounts');
    const next = await requestsOf(cmdb, 'another-token-of-the-administrator')('GET', '/accounts');
    await Promise.all([1, 2, 3].map(() => accounts.ensureFirstAccount(adminToken)));

    expect(old.status).toBe(401);
    expect(next.status).toBe(200);
    expect((await asAdmin('GET', '/accounts')).status).toBe(200);
  });
});
