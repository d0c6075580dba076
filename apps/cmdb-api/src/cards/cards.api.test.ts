import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

async function create(className: string, attributes: object) {
  const answer = await call('POST', `/classes/${className}/cards`, { attributes });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer;
}

describe('a card', () => {
  test('is created with everything its class has, and tells where each value is from', async () => {
    const room = (await create('Room', { Code: 'R1', Description: 'Server room' })).body;

    const { body, headers } = await create('Computer', { Code: 'PC-1', RAM: 4096, Room: room.id });

    expect(headers.get('etag')).toBe(`"${body.changeId}"`);
    expect(headers.get('location')).toBe(`/api/cards/${body.id}`);
    expect(body).toMatchObject({
      class: 'Computer',
      retired: false,
      attributes: {
        Code: 'PC-1',
        Description: null,
        RAM: 4096,
        Status: 'in-use',
        Room: { id: room.id, class: 'Room', code: 'R1', description: 'Server room' },
        Workspace: null,
      },
      provenance: { RAM: { source: 'person', runId: null }, Room: { source: 'person' } },
    });
    expect((await call('GET', `/cards/${body.id}`)).body).toEqual(body);
  });

  test('with faults is refused with all of them', async () => {
    const attributes = { RAM: 'much', PurchaseDate: 'soon', Colour: 'red', Status: 'eaten' };

    const { status, body, headers } = await call('POST', '/classes/Computer/cards', { attributes });

    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.requestId).toBe(headers.get('x-request-id'));
    expect(body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual([
      'attributes.Code',
      'attributes.Colour',
      'attributes.PurchaseDate',
      'attributes.RAM',
      'attributes.Status',
    ]);
  });

  test('is edited by naming the version that was seen', async () => {
    const card = await create('Computer', { Code: 'PC-1', RAM: 4096, OS: 'Debian' });
    const etag = card.headers.get('etag') ?? '';

    const edited = await call(
      'PATCH',
      `/cards/${card.body.id}`,
      { attributes: { RAM: 8192, OS: null }, reason: 'more memory' },
      etag,
    );

    expect(edited.status).toBe(200);
    expect(edited.body.attributes).toMatchObject({ Code: 'PC-1', RAM: 8192, OS: null });
    expect(edited.headers.get('etag')).not.toBe(etag);
  });

  test('keeps its version when the values are equal', async () => {
    const room = (await create('Room', { Code: 'R1' })).body;
    const card = await create('Computer', { Code: 'PC-1', RAM: 4096, Room: room.id });
    const etag = card.headers.get('etag') ?? '';

    const same = await call(
      'PATCH',
      `/cards/${card.body.id}`,
      { attributes: { RAM: 4096, Room: room.id } },
      etag,
    );

    expect(same.status).toBe(200);
    expect(same.body).toEqual(card.body);
    expect(same.headers.get('etag')).toBe(etag);
  });

  test('shows the other’s version to whoever lost a race', async () => {
    const card = await create('Computer', { Code: 'PC-1', RAM: 1 });
    const etag = card.headers.get('etag') ?? '';
    const edits = [2, 3].map((RAM) => call('PATCH', `/cards/${card.body.id}`, { attributes: { RAM } }, etag));

    const answers = await Promise.all(edits);

    const won = answers.find((answer) => answer.status === 200);
    const lost = answers.find((answer) => answer.status === 412);
    expect(lost?.headers.get('content-type')).toContain('application/problem+json');
    expect(lost?.body.current).toEqual(won?.body);
  });

  test('loses a race over a reference too', async () => {
    const room = (await create('Room', { Code: 'R1' })).body;
    const card = await create('Computer', { Code: 'PC-1' });
    const etag = card.headers.get('etag') ?? '';
    await call('PATCH', `/cards/${card.body.id}`, { attributes: { Room: room.id } }, etag);

    const late = await call('PATCH', `/cards/${card.body.id}`, { attributes: { Room: null } }, etag);

    expect(late.status).toBe(412);
    expect(late.body.current.attributes.Room.code).toBe('R1');
  });

  test('is not edited without a word on the version', async () => {
    const card = await create('Computer', { Code: 'PC-1' });

    const edited = await call('PATCH', `/cards/${card.body.id}`, { attributes: { RAM: 1 } });
    const retired = await call('DELETE', `/cards/${card.body.id}`);

    expect(edited.body.faults).toMatchObject([{ path: 'headers.if-match' }]);
    expect(retired.status).toBe(400);
  });

  test('is retired, can still be read, and lets its code go', async () => {
    const room = (await create('Room', { Code: 'R1' })).body;
    const card = await create('Computer', { Code: 'PC-1', Room: room.id });

    const retired = await call('DELETE', `/cards/${card.body.id}`, undefined, card.headers.get('etag') ?? '');

    expect(retired.status).toBe(204);
    const { body } = await call('GET', `/cards/${card.body.id}`);
    expect(body).toMatchObject({ retired: true, attributes: { Code: 'PC-1', Room: { code: 'R1' } } });
    const again = await call('PATCH', `/cards/${card.body.id}`, { attributes: { RAM: 1 } }, '*');
    expect(again.status).toBe(404);
    await create('Computer', { Code: 'PC-1' });
  });

  test('is what it was at any instant', async () => {
    const before = new Date(Date.now() - 60_000).toISOString();
    const room = (await create('Room', { Code: 'R1' })).body;
    const card = (await create('Computer', { Code: 'PC-1', RAM: 1, Room: room.id })).body;
    const edited = await call('PATCH', `/cards/${card.id}`, { attributes: { RAM: 2, Room: null } }, '*');
    await call('DELETE', `/cards/${card.id}`, undefined, '*');

    const first = await call('GET', `/cards/${card.id}?asOf=${card.validFrom}`);
    const second = await call('GET', `/cards/${card.id}?asOf=${edited.body.validFrom}`);

    expect(first.body).toMatchObject({ retired: false, attributes: { RAM: 1, Room: { code: 'R1' } } });
    expect(second.body).toMatchObject({ retired: false, attributes: { RAM: 2, Room: null } });
    expect((await call('GET', `/cards/${card.id}?asOf=${before}`)).status).toBe(404);
    expect((await call('GET', `/cards/${card.id}`)).body.retired).toBe(true);
  });

  test('that never was is not found', async () => {
    expect((await call('GET', '/cards/01970000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await call('GET', '/cards/PC-1')).status).toBe(400);
    expect((await call('POST', '/classes/Nix/cards', { attributes: {} })).status).toBe(404);
  });
});

test('a code that is taken is a fault of that attribute', async () => {
  await create('Computer', { Code: 'PC-1' });
  const other = await create('Computer', { Code: 'PC-2' });

  const twice = await call('POST', '/classes/Computer/cards', { attributes: { Code: 'PC-1' } });
  const renamed = await call('PATCH', `/cards/${other.body.id}`, { attributes: { Code: 'PC-1' } }, '*');

  for (const answer of [twice, renamed]) {
    expect(answer.status).toBe(400);
    expect(answer.body.faults).toMatchObject([{ path: 'attributes.Code' }]);
  }
});

test('values come back as they were given, whatever is in them', async () => {
  const values = [
    '<img src=x onerror=alert(1)>',
    "'; DROP TABLE card; --",
    'Đorđe 🖥️',
    '{"a":1}',
    '\\%_"',
    '{{7*7}}',
  ];

  for (const [index, Description] of values.entries()) {
    const { body } = await create('Computer', { Code: `PC-${index}`, Description, Purpose: Description });

    expect(body.attributes).toMatchObject({ Description, Purpose: Description });
  }
});
