import {
  listNames,
  listReferences,
  listReferredClasses,
  nameOf,
  normaliseKey,
  orderRecords,
  type RawRecord,
  type RecordLinks,
} from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import type { StateScope } from '../current-state.ts';
import { listWaitingNames } from '../decisions/waiting-cards.read-model.ts';
import { listRecords } from '../run-records.repository.ts';
import type { Namesake, RunReferences } from './named-cards.ts';

/**
 * Finds which records of a run refer to others of it, and the order in which they can be planned. Reads the records once, and keeps
 * no more of them than their names and what they refer to; `undefined`, and nothing is read, where the mapping lets none refer to
 * what it makes.
 */
export async function readRunReferences(
  tx: Tx,
  scope: StateScope,
  runId: string,
  atOnce: number,
): Promise<RunReferences | undefined> {
  const { mapping, catalogue } = scope;
  const referred = listReferredClasses(mapping, catalogue);
  if (referred.size === 0) return undefined;
  const links: RecordLinks[] = [];
  const namesakes = new Map<string, Namesake[]>();
  const texts = new Set<string>();
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined; ) {
    const records = await listRecords(tx, runId, afterSeq, atOnce);
    for (const { seq, body } of records) {
      const names = body === null ? [] : listNames(body, referred, catalogue);
      const found = body === null ? [] : listReferences(body, mapping, catalogue);
      const needs = found.map(({ class: className, text, path, canWait }) => {
        texts.add(text);
        return { name: nameOf(className, text), attribute: path, canWait };
      });
      links.push({ seq, names, needs });
      if (body === null) continue;
      const namesake = toNamesake(body);
      for (const name of names) {
        const known = namesakes.get(name);
        if (known === undefined) namesakes.set(name, [namesake]);
        else known.push(namesake);
      }
    }
    afterSeq = records.at(-1)?.seq;
  }
  const waiting = await readWaitingNames(tx, scope, referred, texts);
  return { referred, namesakes, waiting, ...orderRecords(links) };
}

/** The names of cards whose creation waits in earlier runs. */
async function readWaitingNames(
  tx: Tx,
  { source, catalogue, hasWaitingCards }: StateScope,
  referred: ReadonlySet<string>,
  texts: ReadonlySet<string>,
): Promise<Set<string>> {
  if (hasWaitingCards !== true || texts.size === 0) return new Set();
  const rows = await listWaitingNames(tx, source, [...texts]);
  return new Set(
    rows.flatMap(({ class: className, text }) =>
      [...referred].filter((each) => catalogue.isA(className, each)).map((each) => nameOf(each, text)),
    ),
  );
}

function toNamesake({ seq, class: className, key: given }: RawRecord): Namesake {
  const [keyAttribute = 'Code', key = ''] = Object.entries(given)[0] ?? [];
  return { seq, class: className, key: normaliseKey(key), keyAttribute };
}
