import type { Catalogue } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { countRelationVersionsBefore, countVersionsBefore } from './model-review.read-model.ts';
import type { ModelRelationRemoval, ModelRemoval } from './model-review.ts';
import { longestKept, toHorizon } from './retention.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** Which past versions of cards the next model would not keep. */
export async function findRemovals(
  tx: Tx,
  before: StoredCatalogue,
  after: Pick<Catalogue, 'classes'>,
): Promise<ModelRemoval[]> {
  const removals: ModelRemoval[] = [];
  for (const { name, abstract, keptDays } of after.classes) {
    const known = before.findClass(name);
    if (abstract || known === undefined || known.keptDays === keptDays) continue;
    const horizon = keptDays === undefined ? null : toHorizon(new Date(), keptDays);
    const versions = horizon === null ? 0 : await countVersionsBefore(tx, before.classId(name), horizon);
    removals.push({ class: name, keptDays: keptDays ?? null, before: horizon, versions });
  }
  return removals;
}

/** Which past relations: those between two classes go when neither keeps them. Pairs without any are left out. */
export async function findRelationRemovals(
  tx: Tx,
  before: StoredCatalogue,
  after: Pick<Catalogue, 'classes'>,
): Promise<ModelRelationRemoval[]> {
  const pairs: Omit<ModelRelationRemoval, 'versions'>[] = [];
  const standing = after.classes.flatMap((next) => {
    const known = before.findClass(next.name);
    return next.abstract || known === undefined ? [] : { name: next.name, next, known };
  });
  const now = new Date();
  for (const source of standing) {
    for (const target of standing) {
      const keptDays = longestKept(source.next.keptDays, target.next.keptDays);
      if (keptDays === undefined) continue;
      if (keptDays === longestKept(source.known.keptDays, target.known.keptDays)) continue;
      pairs.push({ source: source.name, target: target.name, keptDays, before: toHorizon(now, keptDays) });
    }
  }
  const counts = await countRelationVersionsBefore(
    tx,
    pairs.map((pair) => ({
      sourceClass: before.classId(pair.source),
      targetClass: before.classId(pair.target),
      before: pair.before,
    })),
  );
  return pairs.flatMap((pair, place) => {
    const versions = counts[place] ?? 0;
    return versions === 0 ? [] : { ...pair, versions };
  });
}
