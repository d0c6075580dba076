import { isFillerName } from './filler.ts';
import { canonicalUuid, normaliseMac, normaliseSerial, normaliseUuid } from './normalise.ts';
import { isHypervisorMac, isLocalMac, isVirtualMachine } from './virtual-machine.ts';

/** Kinds of values by which a device may be known. */
export const IDENTIFIER_KINDS = ['uuid', 'serial', 'board', 'tag', 'mac', 'disk', 'name'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** A network adapter as an inventory describes it. */
export interface Adapter {
  readonly mac: string;
  readonly description?: string | undefined;
  readonly isVirtual?: boolean | undefined;
}

/** What one contact says of the machine behind it, as it came. */
export interface Evidence {
  /** The agent's name for its installation. */
  readonly deviceId: string;
  /** The name it says it had before. */
  readonly oldDeviceId?: string | undefined;
  readonly name?: string | undefined;
  readonly uuid?: string | undefined;
  readonly serial?: string | undefined;
  readonly boardSerial?: string | undefined;
  readonly assetTag?: string | undefined;
  readonly adapters?: readonly Adapter[] | undefined;
  readonly diskSerials?: readonly string[] | undefined;
  readonly manufacturer?: string | undefined;
  readonly model?: string | undefined;
  readonly vmSystem?: string | undefined;
}

/** Evidence in comparable form. Every list is sorted and without repetitions, so that its order never matters. */
export interface Fingerprint {
  readonly isVirtual: boolean;
  /** Maker and model, when both are told. */
  readonly model: string | null;
  readonly values: Readonly<Record<IdentifierKind, readonly string[]>>;
}

/** An identifier as one text: `mac:001A2B3C4D5E`. */
export type Identifier = string;

const MOST_VALUES = 32;
/** Adapters that exist in software only; their addresses are the same on many machines, or new at every start. */
const SOFTWARE_ADAPTER =
  /^(lo\d*|docker\S*|br-\S+|veth\S*|virbr\S*|vmnet\d*|vboxnet\d*|tun\d*|tap\S*|wg\d*|zt\S*|cni\d*|flannel\S*|cali\S*|dummy\d*|ip6tnl\d*|sit\d*)$|host-only|vmware virtual ethernet|hyper-v virtual ethernet|tap-windows|wan miniport|bluetooth|teredo|isatap|loopback|\bvpn\b|npcap|wi-fi direct/i;

/** Brings evidence into comparable form and drops what tells nothing. */
export function toFingerprint(evidence: Evidence): Fingerprint {
  const macs = usableMacs(evidence.adapters ?? []);
  const isVirtual = isVirtualMachine(evidence, macs);
  const uuid = normaliseUuid(evidence.uuid);
  return {
    isVirtual,
    model: normaliseModel(evidence),
    values: {
      uuid: uuid === null ? [] : [canonicalUuid(uuid)],
      serial: one(normaliseSerial(evidence.serial)),
      board: one(normaliseSerial(evidence.boardSerial)),
      tag: one(normaliseSerial(evidence.assetTag)),
      mac: distinct(macs.filter((mac) => belongsToMachine(mac, isVirtual))),
      disk: distinct((evidence.diskSerials ?? []).map(normaliseSerial).filter((value) => value !== null)),
      name: one(normaliseName(evidence.name)),
    },
  };
}

/** The identifiers of a fingerprint; equal texts are equal identifiers. */
export function listIdentifiers(fingerprint: Fingerprint): Identifier[] {
  return IDENTIFIER_KINDS.flatMap((kind) =>
    fingerprint.values[kind].map((value) => toIdentifier(kind, value)),
  );
}

/** The text of one identifier. */
export function toIdentifier(kind: IdentifierKind, value: string): Identifier {
  return `${kind}:${value}`;
}

/** The fingerprint without the identifiers that are not to count. */
export function without(
  fingerprint: Fingerprint,
  isDropped: (identifier: Identifier) => boolean,
): Fingerprint {
  const values = { ...fingerprint.values };
  for (const kind of IDENTIFIER_KINDS) {
    values[kind] = values[kind].filter((value) => !isDropped(toIdentifier(kind, value)));
  }
  return { ...fingerprint, values };
}

/** The fingerprint that a list of identifiers makes. */
export function fromIdentifiers(
  identifiers: readonly Identifier[],
  kind: { isVirtual: boolean; model: string | null },
): Fingerprint {
  const values: Record<IdentifierKind, string[]> = {
    uuid: [],
    serial: [],
    board: [],
    tag: [],
    mac: [],
    disk: [],
    name: [],
  };
  for (const identifier of [...identifiers].sort()) {
    const at = identifier.indexOf(':');
    const found = IDENTIFIER_KINDS.find((each) => each === identifier.slice(0, at));
    if (found !== undefined) {
      values[found].push(identifier.slice(at + 1));
    }
  }
  return { ...kind, values };
}

/** Maker and model in comparable form; null unless both are told. */
export function normaliseModel(machine: Pick<Evidence, 'manufacturer' | 'model'>): string | null {
  const maker = normaliseSerial(machine.manufacturer);
  const model = normaliseSerial(machine.model);
  return maker === null || model === null ? null : `${maker} ${model}`;
}

function usableMacs(adapters: readonly Adapter[]): string[] {
  const macs: string[] = [];
  for (const adapter of adapters) {
    const mac = normaliseMac(adapter.mac);
    if (mac !== null && adapter.isVirtual !== true && !SOFTWARE_ADAPTER.test(adapter.description ?? '')) {
      macs.push(mac);
    }
  }
  return macs;
}

/** A real machine's own adapters have addresses of their makers; a virtual machine has what its hypervisor gave. */
function belongsToMachine(mac: string, isVirtual: boolean): boolean {
  return isVirtual ? !mac.startsWith('0242') : !isLocalMac(mac) && !isHypervisorMac(mac);
}

function normaliseName(raw: string | undefined): string | null {
  const name = (raw ?? '').trim().toLowerCase().split('.')[0] ?? '';
  return name.length > 63 || isFillerName(name) ? null : name;
}

function one(value: string | null): string[] {
  return value === null ? [] : [value];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort().slice(0, MOST_VALUES);
}
