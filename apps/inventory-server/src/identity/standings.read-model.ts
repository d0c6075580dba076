import type { AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import { readKeyedPage, textOf } from '../admin/keyed-page.read-model.ts';
import { readLocalClock } from '../devices/local-clock.ts';
import type { Store } from '../store.ts';

/** A page of the identifiers that are treated otherwise than at first, in the order of their texts. */
export async function listStandingPage(
  store: Store,
  filter: InputOf<Operations['listIdentifierStandings']>['query'],
): Promise<AnswerOf<Operations['listIdentifierStandings']>> {
  const clock = await readLocalClock(store.database);
  return await readKeyedPage(
    store.database.statements,
    {
      columns:
        's.standing AS standing, s.holders AS holders, s.moves AS moves, s.reason AS reason, s.at AS at',
      from: 'identifier_standing s',
      conditions: ["s.standing <> ''", ...(filter.standing === undefined ? [] : ['s.standing = ?'])],
      values: filter.standing === undefined ? [] : [filter.standing],
      key: 's.identifier',
      kind: 'string',
      order: 'ascending',
    },
    filter,
    (row) => ({
      identifier: String(row.page_key),
      standing: row.standing === 'demoted' ? 'demoted' : 'restored',
      holders: Number(row.holders),
      moves: Number(row.moves),
      reason: textOf(row.reason),
      at: clock(row.at),
    }),
  );
}
