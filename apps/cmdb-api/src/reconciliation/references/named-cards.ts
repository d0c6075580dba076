import { type FoundCards, nameOf, type PlannedChange, type TextReference } from '@popis/reconciliation';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';
import type { NamedRow } from '../current-state.read-model.ts';
import type { PlannedRecord } from '../plan-batch.ts';

/** A record by whose card others may be meant. */
export interface Namesake {
  readonly seq: number;
  readonly class: string;
  readonly key: string;
  readonly keyAttribute: string;
}

/** What is known of the records of a run that refer to each other, before any is planned. */
export interface RunReferences {
  /** The classes of cards that records refer to. */
  readonly referred: ReadonlySet<string>;
  readonly rounds: readonly (readonly number[])[];
  readonly late: ReadonlyMap<number, ReadonlySet<string>>;
  /** By the names that records refer to. */
  readonly namesakes: ReadonlyMap<string, readonly Namesake[]>;
  /** The names of cards that wait to be created in earlier runs. */
  readonly waiting: ReadonlySet<string>;
}

/** A record whose card is planned, and references of it that are not. */
export interface DeferredRecord {
  readonly record: PlannedRecord;
  readonly references: readonly TextReference[];
}

/** The cards that a run comes to, by what others call them: as far as it is planned, and while it is. */
export class NamedCards {
  readonly #references: RunReferences;
  readonly #catalogue: StoredCatalogue;
  /** Ids of cards that come to have a name, by `nameOf`. */
  readonly #gained = new Map<string, Set<string>>();
  /** What cards come to be called that were called otherwise, or are not there any more. */
  readonly #renamed = new Map<string, { code?: string | null; description?: string | null } | 'gone'>();
  readonly #outcomes = new Map<
    number,
    { cardId: string | null; what: 'planned' | 'in quarantine' | 'ignored' }
  >();
  readonly #deferred = new Map<number, Map<string, TextReference>>();
  readonly #waiting = new Map<number, PlannedRecord>();
  /** Ids that parts of records were to begin with, in their order; null for others. */
  readonly #begun = new Map<number, readonly (string | null)[]>();
  /** Records that have found parts that may turn out to come from elsewhere, by the ids that these were to begin with. */
  readonly #arriving = new Map<string, Set<number>>();

  /** Cards that records refer to. */
  readonly referredTo = new Set<string>();

  constructor(references: RunReferences, catalogue: StoredCatalogue) {
    this.#references = references;
    this.#catalogue = catalogue;
  }

  /** Whether references of a record close a circle. */
  isLate(seq: number): boolean {
    return this.#references.late.has(seq);
  }

  /** The id that the card of a record was given when it was planned before, or the one that its part at a place was to begin with. */
  cardIdOf(seq: number, part?: number): string | undefined {
    if (part === undefined) return this.#outcomes.get(seq)?.cardId ?? undefined;
    return this.#begun.get(seq)?.[part] ?? undefined;
  }

  /**
   * The cards that have a name once the run is applied, of those that stand and those that are planned so far. `seq` is the record
   * that asks.
   */
  find(className: string, text: string, standing: readonly NamedRow[], seq?: number): FoundCards {
    const name = nameOf(className, text);
    const ids = new Set(standing.filter((row) => this.#keeps(row, text)).map((row) => row.id));
    for (const id of this.#gained.get(name) ?? []) if (this.#renamed.get(id) !== 'gone') ids.add(id);
    for (const id of ids) {
      this.referredTo.add(id);
      if (seq !== undefined) this.#arriving.get(id)?.add(seq);
    }
    if (ids.size > 0) return [...ids];
    for (const namesake of this.#references.namesakes.get(name) ?? []) {
      const outcome = this.#outcomes.get(namesake.seq);
      const its = `its record in this run, ${namesake.class} ${namesake.key},`;
      if (outcome === undefined)
        return { none: `${its} refers back to this one, and neither can come first` };
      if (outcome.what !== 'planned') return { none: `${its} is ${outcome.what}` };
    }
    if (this.#references.waiting.has(name)) return { none: 'its creation waits for a person' };
    return [];
  }

  /** Puts a reference off unless it can wait no longer, or leads to the card that stands and that its record means. */
  defer(seq: number, reference: TextReference, standing: readonly NamedRow[]): boolean {
    const { path, class: className, text, canWait } = reference;
    if (!canWait || this.#references.late.get(seq)?.has(path) !== true) return false;
    const deferred = this.#deferred.get(seq) ?? new Map<string, TextReference>();
    if (!deferred.has(path) && this.#isSettled(className, text, standing)) return false;
    this.#deferred.set(seq, deferred.set(path, reference));
    return true;
  }

  /** Notes what became of records, and the cards that this comes to. */
  note(records: readonly PlannedRecord[]): void {
    for (const record of records) {
      const { seq, cardId, doubt, ignored, changes } = record;
      const what = doubt === undefined ? 'planned' : 'in quarantine';
      this.#outcomes.set(seq, { cardId, what: ignored === true ? 'ignored' : what });
      this.noteChanges(changes);
      this.#noteParts(record);
      if (this.#deferred.has(seq) && what === 'planned') this.#waiting.set(seq, record);
    }
  }

  /** Keeps the ids of parts that begin: they keep them when their record is planned anew, since others may refer to them. */
  #noteParts({ seq, changes, partIds = [] }: PlannedRecord): void {
    if (partIds.length === 0) return;
    const begun = new Set<string | null>();
    for (const { action, class: className, cardId } of changes) {
      if (action === 'create' && this.#isReferred(className)) begun.add(cardId);
    }
    if (begun.size > 0)
      this.#begun.set(
        seq,
        partIds.map((id) => (begun.has(id) ? id : null)),
      );
  }

  #isReferred(className: string): boolean {
    return [...this.#references.referred].some((referred) => this.#catalogue.isA(className, referred));
  }

  /** Notes that a part that was to begin is a card that stands elsewhere, and gives the records that have found it so far. */
  noteMove(begun: string, cardId: string): readonly number[] {
    this.#renamed.set(begun, 'gone');
    // it was to retire where it had been
    if (this.#renamed.get(cardId) === 'gone') this.#renamed.delete(cardId);
    const found = [...(this.#arriving.get(begun) ?? [])];
    this.#arriving.delete(begun);
    return found;
  }

  /** Notes what steps come to in the names of cards. */
  noteChanges(changes: readonly PlannedChange[]): void {
    for (const { action, class: className, cardId, differences, serial } of changes) {
      if (cardId === null) continue;
      if (serial && this.#isReferred(className) && !this.#arriving.has(cardId))
        this.#arriving.set(cardId, new Set());
      if (action === 'retire') this.#renamed.set(cardId, 'gone');
      if (action !== 'create' && action !== 'update') continue;
      for (const { attribute, new: value } of differences) {
        if (attribute !== 'Code' && attribute !== 'Description') continue;
        const text = typeof value === 'string' ? value : null;
        if (action === 'update') this.#rename(cardId, attribute, text);
        if (text !== null) this.#gain(className, text, cardId);
      }
    }
  }

  /** The records with references that were put off. */
  listDeferred(): DeferredRecord[] {
    return [...this.#waiting].map(([seq, record]) => {
      return { record, references: [...(this.#deferred.get(seq)?.values() ?? [])] };
    });
  }

  #gain(className: string, text: string, cardId: string): void {
    for (const referred of this.#references.referred) {
      if (!this.#catalogue.isA(className, referred)) continue;
      const name = nameOf(referred, text);
      this.#gained.set(name, (this.#gained.get(name) ?? new Set()).add(cardId));
    }
  }

  #rename(cardId: string, attribute: 'Code' | 'Description', text: string | null): void {
    const known = this.#renamed.get(cardId);
    const rest = known === 'gone' ? {} : known;
    this.#renamed.set(cardId, { ...rest, [attribute === 'Code' ? 'code' : 'description']: text });
  }

  #keeps({ id, code, description }: NamedRow, text: string): boolean {
    const renamed = this.#renamed.get(id);
    if (renamed === undefined) return true;
    if (renamed === 'gone') return false;
    const now = { code, description, ...renamed };
    return now.code === text || now.description === text;
  }

  #isSettled(className: string, text: string, standing: readonly NamedRow[]): boolean {
    const found = this.find(className, text, standing);
    const [row] = standing;
    if ('none' in found || found.length !== 1 || row === undefined || row.id !== found[0]) return false;
    const open = (this.#references.namesakes.get(nameOf(className, text)) ?? []).filter(
      (namesake) => !this.#outcomes.has(namesake.seq),
    );
    return open.every(
      (each) =>
        each.keyAttribute === 'Code' &&
        each.key === row.code &&
        each.class === this.#catalogue.className(row.classId),
    );
  }
}
