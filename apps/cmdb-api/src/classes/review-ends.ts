import type { Catalogue } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { countRelationsAt } from './model-review.read-model.ts';
import type { BrokenValues } from './model-review.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** Finds relations that stand with a card of a class that is to take no part any more. */
export async function findDisabledEnds(
  tx: Tx,
  before: StoredCatalogue,
  after: Catalogue,
): Promise<BrokenValues[]> {
  const broken: BrokenValues[] = [];
  for (const domain of after.domains) {
    const old = before.findDomain(domain.name);
    if (old === undefined) continue;
    for (const end of ['source', 'target'] as const) {
      const property = end === 'source' ? 'disabledSources' : 'disabledTargets';
      const disabled = (domain[property] ?? []).filter((name) => !(old[property] ?? []).includes(name));
      const classIds = disabled
        .filter((name) => before.findClass(name) !== undefined)
        .flatMap((name) => before.concreteIds(name));
      const count = await countRelationsAt(tx, before.domainId(domain.name), end, classIds);
      if (count === 0) continue;
      const message = `cannot be promised: ${count} relations have such a card`;
      broken.push({ path: `domains.${domain.name}.${property}`, message, count, cards: [] });
    }
  }
  return broken;
}
