import { Binder } from '../cards/list-scope.ts';
import { type ChangeWindow, toWindow } from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { ChangeFilter, Subject } from './change-filter.ts';
import { findFewOfCard, readSubjects } from './change-subjects.read-model.ts';
import { readLastPosition } from './sealed-changes.read-model.ts';

/** Changes that are asked for, and the place behind them up to which all were looked at. */
export interface Matching {
  positions: number[];
  next: number;
}

interface Place {
  position: number;
  id: string;
  at: Date;
}

/** So many changes are looked at one by one, wherever they lie. */
const few = 5_000;
/** So many positions are walked along, growing while too little is found; then the reader is to come again. */
const spans = [500, 1_500, 8_000];
const mostWalked = 10_000;

/**
 * Looks for changes behind a place. Where an index says that few can be meant they are put in order; otherwise it goes along
 * the positions, and so far that an answer is never long in coming. Neither trusts that positions follow the time.
 */
export async function findMatching(
  tx: Tx,
  filter: ChangeFilter,
  subject: Subject,
  { after, limit }: { after: number; limit: number },
): Promise<Matching> {
  const last = await readLastPosition(tx);
  const ids = last - after <= mostWalked ? undefined : await findFew(tx, filter);
  if (ids !== undefined) {
    const places = await listPlaces(tx, filter, { after, upTo: last, ids });
    // They lie anywhere, so that a range of ids would have too many others in it.
    const window = { ...toWindow([]), others: places.map(({ id }) => id) };
    return toPage(await keepAbout(tx, places, window, subject), limit, Math.max(after, last));
  }
  let end = await skipSeals(tx, filter, after, last);
  const found: Place[] = [];
  for (const span of spans) {
    const upTo = Math.min(end + span, last);
    const places = await listPlaces(tx, filter, { after: end, upTo, ids: undefined });
    found.push(...(await keepAbout(tx, places, toWindow(places), subject)));
    end = Math.max(end, upTo);
    if (found.length > limit || end >= last) break;
  }
  return toPage(found, limit, end);
}

function toPage(found: readonly Place[], limit: number, end: number): Matching {
  const positions = found.slice(0, limit).map(({ position }) => position);
  const lastShown = positions.at(-1);
  const isCut = found.length > limit && lastShown !== undefined;
  return { positions, next: isCut ? lastShown : end };
}

/** Ids of all changes that can be meant, if an index knows them to be few. */
async function findFew(tx: Tx, filter: ChangeFilter): Promise<string[] | undefined> {
  if (filter.card !== undefined) {
    const ids = await findFewOfCard(tx, filter.card, few);
    if (ids !== undefined) return ids;
  }
  const { source, run, actor, from, to } = filter;
  if ([source, run, actor, from, to].every((given) => given === undefined)) return undefined;
  const binder = new Binder();
  const rows: { id: string }[] = await tx.query(
    `SELECT change.id FROM change WHERE ${toConditions(binder, filter)} LIMIT ${binder.bind(few + 1)}`,
    binder.values,
  );
  return rows.length > few ? undefined : rows.map(({ id }) => id);
}

/** The place before the next seal that has changes of the time: its first is its earliest, its last its latest. */
async function skipSeals(tx: Tx, filter: ChangeFilter, after: number, last: number): Promise<number> {
  if (filter.from === undefined && filter.to === undefined) return after;
  const rows: { before: string }[] = await tx.query(
    `SELECT seal.total - seal.count AS before FROM seal
     JOIN change AS earliest ON earliest.id = seal.first_change JOIN change AS latest ON latest.id = seal.last_change
     WHERE seal.total > $1 AND latest.at >= coalesce($2::timestamptz, '-infinity') AND earliest.at < coalesce($3::timestamptz, 'infinity')
     ORDER BY seal.total LIMIT 1`,
    [after, filter.from ?? null, filter.to ?? null],
  );
  return Math.max(after, Number(rows[0]?.before ?? last));
}

async function listPlaces(
  tx: Tx,
  filter: ChangeFilter,
  { after, upTo, ids }: { after: number; upTo: number; ids: readonly string[] | undefined },
): Promise<Place[]> {
  const binder = new Binder([after, upTo]);
  const one = ids === undefined ? 'true' : `sealed.change_id = ANY (${binder.bindIds(ids)})`;
  const rows: (Omit<Place, 'position'> & { position: string })[] = await tx.query(
    `SELECT sealed.position, change.id, change.at
     FROM sealed_change AS sealed JOIN change ON change.id = sealed.change_id
     WHERE sealed.position > $1 AND sealed.position <= $2 AND ${one} AND ${toConditions(binder, filter)}
     ORDER BY sealed.position`,
    binder.values,
  );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

function toConditions(binder: Binder, { source, run, actor, from, to }: ChangeFilter): string {
  const conditions: string[] = [];
  const add = (condition: string, value: unknown) => {
    if (value !== undefined) conditions.push(`${condition} ${binder.bind(value)}`);
  };
  add('change.source =', source);
  add('change.run_id =', run);
  add('change.actor =', actor);
  add('change.at >=', from);
  add('change.at <', to);
  return conditions.join(' AND ') || 'true';
}

/** Those that wrote anything about the subject. */
async function keepAbout(tx: Tx, places: Place[], window: ChangeWindow, subject: Subject): Promise<Place[]> {
  const { classes, card, kind } = subject;
  const isAny = classes === undefined && card === undefined && kind === undefined;
  if (isAny || places.length === 0) return places;
  const about = new Set((await readSubjects(tx, window, subject)).map(({ changeId }) => changeId));
  return places.filter(({ id }) => about.has(id));
}
