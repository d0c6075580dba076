import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { SealingService } from '../changes/sealing.service.ts';

let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb.stop());

test('a card that came back is told as restored, by its history and by the change feed', async () => {
  const call = requestsOf(cmdb, adminToken);
  const id = await createCard(cmdb, 'Computer', { Code: 'PC-1' });
  await call('DELETE', `/cards/${id}`, undefined, '*');
  const restored = await call('POST', `/cards/${id}/restore`, { reason: 'found again' }, '*');
  expect(restored.status).toBe(200);
  await vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);

  const history = await call('GET', `/cards/${id}/history`);
  const feed = await call('GET', '/changes?limit=1000');

  const told = history.body.items.map((item: { action: string }) => item.action);
  const fed = feed.body.items.flatMap((change: { cards: { id: string; action: string }[] }) =>
    change.cards.filter((card) => card.id === id).map((card) => card.action),
  );
  expect(told).toEqual(['restored', 'retired', 'created']);
  expect(fed).toEqual(['created', 'retired', 'restored']);
});
