/** The shapes of the CMDB's REST interface that the screens use. */

export type Permission = 'read' | 'edit' | 'reconcile' | 'administer';

export interface Account {
  id: string;
  username: string;
  displayName: string;
  roles: string[];
  permissions: Permission[];
  hasPassword: boolean;
}

export type AttributeType =
  | 'string'
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'lookup'
  | 'reference'
  | 'ipAddress'
  | 'url'
  | 'json';

export interface Attribute {
  name: string;
  label: string;
  type: AttributeType;
  mandatory: boolean;
  unique: boolean;
  default?: unknown;
  unit: string | null;
  position: number;
  group: string | null;
  lookup?: string | null;
  domain?: string | null;
  /** Of a reference: the class that it refers to. */
  references?: string;
  inheritedFrom: string | null;
}

export interface ClassSummary {
  name: string;
  label: string;
  description: string;
  superclass: string | null;
  abstract: boolean;
  cards: number;
}

export interface ClassDetail extends ClassSummary {
  attributes: Attribute[];
}

export type Cardinality = '1:1' | '1:N' | 'N:1' | 'N:N';

export interface Domain {
  name: string;
  label: string;
  source: string;
  target: string;
  cardinality: Cardinality;
  directLabel: string;
  inverseLabel: string;
}

export interface LookupValue {
  code: string;
  label: string;
  active: boolean;
}

export interface CardSummary {
  id: string;
  class: string;
  code: string | null;
  description: string | null;
}

export interface Provenance {
  source: string;
  runId: string | null;
  at: string;
}

export interface Card {
  id: string;
  class: string;
  attributes: Record<string, unknown>;
  provenance: Record<string, Provenance>;
  validFrom: string;
  changeId: string;
  retired: boolean;
}

export interface Page<Item> {
  items: Item[];
  total: number;
  next: string | null;
}

export type Direction = 'directed' | 'inverted';

export interface Relation {
  id: string;
  card: CardSummary;
  attributes: Record<string, unknown>;
  validFrom: string;
  source: string;
}

export interface RelationGroup {
  domain: string;
  label: string;
  direction: Direction;
  total: number;
  relations: Relation[];
}

export interface Difference {
  attribute: string;
  old: unknown;
  new: unknown;
}

export type HistoryAction = 'created' | 'updated' | 'retired' | 'related' | 'unrelated';

export interface HistoryEntry {
  at: string;
  action: HistoryAction;
  change: {
    id: string;
    actor: string | null;
    source: string;
    runId: string | null;
    reason: string | null;
  };
  differences: Difference[];
  relation?: { domain: string; label: string; card: CardSummary };
}

export interface DocumentVersion {
  version: number;
  sha256: string;
  size: number;
  mediaType: string;
  author: string;
  at: string;
}

export interface DocumentRecord {
  id: string;
  name: string;
  category: string | null;
  description: string | null;
  version: number;
  versions: DocumentVersion[];
  cards: CardSummary[];
}

export interface Source {
  name: string;
  description: string;
  lastRun: Run | null;
}

export type RunState = 'open' | 'closed' | 'planned' | 'applied' | 'failed' | 'abandoned';

export interface RunCounts {
  create: number;
  update: number;
  retire: number;
  relate: number;
  unrelate: number;
  /** Cards where a stronger source holds its value against this one. */
  keep: number;
  unchanged: number;
  quarantine: number;
  failed: number;
}

export interface Run {
  id: string;
  source: string;
  mode: 'full' | 'delta';
  state: RunState;
  startedAt: string;
  finishedAt: string | null;
  startedBy: string;
  read: number | null;
  errors: number | null;
  complete: boolean | null;
  counts: RunCounts;
  notes: string[];
}

export const runActions = ['create', 'update', 'retire', 'relate', 'unrelate', 'keep', 'quarantine'] as const;
export type RunAction = (typeof runActions)[number];

export interface RunChange {
  seq: number;
  action: RunAction;
  class: string;
  key: string | null;
  cardId: string | null;
  reason: string;
  differences: Difference[];
  relation: { domain: string; direction: Direction; masterId: string } | null;
  state: 'planned' | 'applied' | 'failed' | 'reported';
  fault: string | null;
}

export interface QuarantinedRecord {
  id: string;
  source: string;
  runId: string;
  seq: number;
  class: string;
  key: string;
  reason: string;
  faults: { path: string; message: string }[];
  at: string;
}
