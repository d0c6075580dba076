import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { AppModule } from '../app.module.ts';
import { listRoutes } from '../platform/http/openapi.ts';

const written = path.resolve(import.meta.dirname, '../../../../docs/history.md');

/** The reasons in docs/history.md: routes in the first column of the only table that has a reason in its second. */
function readReasons(): Map<string, string> {
  const [, section = ''] = readFileSync(written, 'utf8').split('| answers for now only | because |');
  const [table = ''] = section.split('\n\n');
  const reasons = new Map<string, string>();
  for (const line of table.split('\n').slice(2)) {
    const [, routes = '', reason = ''] = line.split('|').map((cell) => cell.trim());
    for (const [, route = ''] of routes.matchAll(/`([^`]+)`/g)) reasons.set(`GET ${route}`, reason);
  }
  return reasons;
}

test('every route that reads takes asOf, or docs/history.md says why it does not', () => {
  const reasons = readReasons();
  const nowOnly = listRoutes(AppModule)
    .filter(({ method, query }) => method === 'GET' && !('asOf' in (query?.shape ?? {})))
    .map(({ path: address }) => `GET ${address}`);

  expect([...reasons.keys()].sort()).toEqual(nowOnly.sort());
  for (const [route, reason] of reasons) expect(reason, route).toMatch(/\w+ \w+/);
});
