import type { Filter, JsonValue } from '@popis/model';
import type { CardSummary } from '../cards/card-summaries.read-model.ts';

/** One thing to be done to every card that a filter finds: to set attributes, or, without `update`, to retire. */
export interface BulkWork {
  className: string;
  filter?: Filter | undefined;
  query: string;
  update?: Readonly<Record<string, JsonValue>> | undefined;
}

/** A card of the set, in the state in which it was found. */
export interface BulkCard {
  id: string;
  revision: string;
}

/** One card as an example of what the work does. */
export interface BulkSample extends CardSummary {
  differences: { attribute: string; old: unknown; new: unknown }[];
}

/** What bulk work comes to, or came to. */
export interface BulkOutcome {
  /** Cards that the filter finds. */
  total: number;
  /** Those among them that are changed or retired; the others are as wanted already. */
  written: number;
  changeId: string | null;
  token: string;
  sample: BulkSample[];
}
