/** The shapes of the CMDB's interface by the names that the screens use; all of them come from its contract. */
import type { components, paths } from '@popis/api-client';

type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type Account = Session['account'];
export type Permission = Account['permissions'][number];

export type ClassSummary = Schemas['ClassSummary'];
export type ClassDetail = Schemas['Class'];
export type Attribute = Schemas['Attribute'];
export type Domain = Schemas['Domain'];
export type LookupValue = Schemas['LookupValue'];

export type Card = Schemas['Card'];
export type CardSummary = Schemas['CardSummary'];
export type Provenance = Schemas['Provenance'];
export type ValueCandidate = Schemas['ValueCandidate'];
export type RelationGroup = Schemas['RelationGroup'];
export type Relation = RelationGroup['relations'][number];
export type HistoryEntry = Schemas['HistoryItem'];
export type Difference = HistoryEntry['differences'][number];

export type DocumentRecord = Schemas['Document'];

export type Source = Pick<Schemas['Source'], 'name' | 'description'>;
export type Run = Schemas['Run'];
export type RunCounts = Run['counts'];
export type RunChange = Schemas['PlanChange'];
export type ReportedRecord = Schemas['ReportedRecord'];
export type RunAction = RunChange['action'];
export type Hold = Run['holds'][number];
export type HeldGroup = Schemas['HeldGroup'];
export type HeldAction = HeldGroup['action'];
export type RunDecision = Schemas['RunDecision'];
export type RunUndo = Schemas['RunUndo'];
export type QuarantinedRecord = Schemas['QuarantinedRecord'];

type AnswerOf<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type InventoryDevice = Schemas['InventoryDevice'];
export type InventoryStatus = AnswerOf<'/api/inventory/status'>;
export type ContactHour = AnswerOf<'/api/inventory/contacts/hours'>['items'][number];
export type ContactFailure = AnswerOf<'/api/inventory/contacts/failures'>['items'][number];
/** A card that the plans of two runs treat differently. */
export type ComparedCard = AnswerOf<'/api/runs/{run}/comparison'>['items'][number];
export type InventoryAct = AnswerOf<'/api/inventory/acts'>['items'][number];
export type AgentVersion = AnswerOf<'/api/inventory/agents'>['items'][number];

/** One page of a list: `total` counts all, `next` leads to the page after this one. */
export interface Page<Item> {
  items: Item[];
  total: number;
  next: string | null;
}
