import { type AttributeDefinition, type AttributeType, buildCatalogue, type JsonValue } from '@popis/model';
import type { CurrentCard, CurrentMaster, CurrentPart } from './current-state.ts';
import type { PlanContext } from './diff-card.ts';
import { normaliseRecord, type RawPart, type RawRecord } from './normalise.ts';
import type { PlannedChange } from './plan.ts';
import type { RunMapping, RunRecord, Values } from './run-record.ts';

export const NOW = '2026-11-23T02:00:00.000Z';
export const EARLIER = '2026-11-22T02:00:00.000Z';

function attribute(
  name: string,
  type: AttributeType,
  more: Partial<AttributeDefinition> = {},
): AttributeDefinition {
  const rest = { mandatory: false, unique: false, default: null, unit: null, position: 0, group: null };
  return { name, label: name, type, ...rest, ...more };
}

function classOf(name: string, attributes: readonly AttributeDefinition[], superclass: string | null = null) {
  return { name, label: name, description: '', superclass, abstract: name === 'Item', attributes };
}

export const catalogue = buildCatalogue({
  classes: [
    classOf('Item', [attribute('Status', 'lookup', { lookup: 'ItemStatus', default: 'in-use' })]),
    classOf(
      'Computer',
      [
        attribute('Code', 'string', { mandatory: true }),
        attribute('Workgroup', 'string'),
        attribute('OS', 'string'),
        attribute('RAM', 'integer'),
        attribute('Uses', 'lookupArray', { lookup: 'ItemStatus' }),
        attribute('Room', 'reference', { domain: 'RoomItems' }),
      ],
      'Item',
    ),
    classOf(
      'Memory',
      ['Caption', 'Type']
        .map((name) => attribute(name, 'string'))
        .concat(['Capacity', 'NumSlot'].map((name) => attribute(name, 'integer'))),
      'Item',
    ),
    classOf('Software', [attribute('Version', 'string')]),
    classOf('Room', []),
  ],
  domains: [
    domain('ComputerMemory', 'Computer', '1:N', 'Memory'),
    domain('ComputerSoftware', 'Computer', 'N:N', 'Software'),
    domain('RoomItems', 'Room', '1:N', 'Item'),
  ],
  lookups: [
    {
      name: 'ItemStatus',
      label: 'Status',
      values: [
        { code: 'in-use', label: 'In use', position: 1, active: true },
        { code: 'in-stock', label: 'In stock', position: 2, active: true },
      ],
    },
  ],
});

function domain(name: string, source: string, cardinality: '1:N' | 'N:N', target: string) {
  return {
    name,
    label: name,
    source,
    target,
    cardinality,
    directLabel: '',
    inverseLabel: '',
    impact: 'unknown' as const,
    attributes: [],
  };
}

export const mapping: RunMapping = {
  version: '1',
  classes: [
    {
      name: 'Computer',
      attributes: ['Code', 'Description', 'Workgroup', 'OS', 'RAM', 'Uses', 'Status', 'Room'],
      master: true,
    },
    {
      name: 'Memory',
      attributes: ['Code', 'Description', 'Caption', 'Capacity', 'Type', 'NumSlot'],
      master: false,
      domain: 'ComputerMemory',
    },
    { name: 'Software', attributes: ['Code', 'Version'], master: false, domain: 'ComputerSoftware' },
  ],
};

/** A computer's record as it stands on the wire. */
export function rawComputer(
  seq: number,
  code: string,
  attributes: Record<string, JsonValue> = {},
  parts: readonly RawPart[] = [],
): RawRecord {
  return { seq, class: 'Computer', key: { Code: code }, attributes: { Code: code, ...attributes }, parts };
}

/** A memory module's part of a record, identified as in the paper by all it has. */
export function rawModule(
  code: string,
  description: string,
  capacity: string,
  slot: string,
  identify = ['Code', 'Description', 'Caption', 'Capacity', 'Type', 'NumSlot'],
): RawPart {
  return {
    domain: 'ComputerMemory',
    direction: 'directed',
    class: 'Memory',
    identify,
    attributes: {
      Code: code,
      Description: description,
      Caption: 'Physical Memory',
      Capacity: capacity,
      Type: 'DDR2',
      NumSlot: slot,
    },
  };
}

export function rawSoftware(code: string, version: string): RawPart {
  return {
    domain: 'ComputerSoftware',
    direction: 'directed',
    class: 'Software',
    identify: ['Code', 'Version'],
    shared: true,
    attributes: { Code: code, Version: version },
  };
}

/** A record read through the model; throws its faults. */
export function recordOf(raw: RawRecord): RunRecord {
  const read = normaliseRecord(raw, mapping, catalogue, () => []);
  if (read.record === undefined) throw new Error(JSON.stringify(read.faults));
  return read.record;
}

/** A card as the source `ocs` gave it, `by` another source where said. */
export function cardOf(id: string, className: string, attributes: Values, by = 'ocs'): CurrentCard {
  const given = Object.keys(attributes).map(
    (name) => [name, { source: by, runId: null, at: EARLIER }] as const,
  );
  return {
    id,
    class: className,
    changeId: `change-of-${id}`,
    attributes,
    provenance: Object.fromEntries(given),
    losing: {},
    createdBySource: by === 'ocs',
  };
}

export function partOf(card: CurrentCard, domainName = 'ComputerMemory', shared = false): CurrentPart {
  return {
    class: card.class,
    card,
    relationId: `relation-of-${card.id}`,
    domain: domainName,
    direction: 'directed',
    relatedBySource: true,
    saidBySource: false,
    alsoBy: [],
    shared,
  };
}

export function masterOf(card: CurrentCard, parts: readonly CurrentPart[] = []): CurrentMaster {
  return { card, evidence: null, parts };
}

/** A context of the source `ocs` that numbers the cards it creates. */
export function contextOf(): PlanContext {
  let created = 0;
  return {
    source: 'ocs',
    runId: 'run',
    now: NOW,
    catalogue,
    newCardId: () => {
      created += 1;
      return `new-${created}`;
    },
  };
}

/** A plan as a person reads it, one line a change. */
export function printPlan(changes: readonly PlannedChange[]): string[] {
  return changes.map((change) => {
    const differences = change.differences.map(
      (each) => `${each.attribute} ${JSON.stringify(each.old)} → ${JSON.stringify(each.new)}`,
    );
    return [change.action, change.class, change.key, ...differences].join(' | ');
  });
}
