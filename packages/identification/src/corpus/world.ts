import type { Evidence } from '../fingerprint.ts';
import type { Model } from './machines.ts';

/** A machine as it stands: what one can touch, and the system on it. */
export interface Machine {
  letter: string;
  kind: Model['kind'];
  evidence: Evidence;
  /** Adapter of the dock it stands on. */
  dock: string | undefined;
  tellsLess: boolean;
  /** Whether its agent has yet to say its former DEVICEID. */
  formerName: string | undefined;
  generation: number;
}

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 5, 8);

/** The instant of a day of the story. */
export function instantOf(day: number): number {
  return BEGIN + Math.round(day * DAY_MS);
}

/** A machine fresh from its maker, or from its hypervisor. */
export function makeMachine(model: Model, letter: string, caseName: string): Machine {
  const own = ownValue(`${caseName} ${letter}`);
  const name = `${model.name}-${own('name', 4)}`;
  const fill = (text: string, what: string, digits: number) => text.replace('#', own(what, digits));
  const adapters = Array.from({ length: model.adapters }, (_, index) => ({
    mac: macOf(model, own(`mac ${index}`, 6)),
    description: `eth${index}`,
  }));
  const evidence: Evidence = {
    deviceId: deviceIdOf(name, own('first run', 4), 0),
    name,
    uuid: model.uuid === '#' ? toUuid(own('uuid', 32)) : model.uuid,
    serial: fill(model.serial, 'serial', 10),
    boardSerial: fill(model.boardSerial, 'board', 10),
    assetTag: fill(model.assetTag, 'tag', 6),
    adapters,
    // Hypervisors number disks from 0 in each machine.
    diskSerials: [model.kind === 'virtual' ? 'QM00001' : `S4EV${own('disk', 8)}`],
    manufacturer: model.manufacturer,
    model: model.model,
    vmSystem: model.kind === 'virtual' ? model.manufacturer : 'Physical',
  };
  const state = { dock: undefined, tellsLess: false, formerName: undefined, generation: 0 };
  return { letter, kind: model.kind, evidence, ...state };
}

/** What the machine's agent says now. */
export function reportOf(machine: Machine): Evidence {
  const { evidence, dock, formerName, tellsLess } = machine;
  const adapters = [...(evidence.adapters ?? [])];
  if (dock !== undefined) {
    adapters.push({ mac: dock, description: 'usb0' });
  }
  const told = { ...evidence, adapters, ...(formerName === undefined ? {} : { oldDeviceId: formerName }) };
  if (!tellsLess) {
    return told;
  }
  const {
    uuid: _uuid,
    serial: _serial,
    boardSerial: _board,
    assetTag: _tag,
    diskSerials: _disk,
    ...less
  } = told;
  return less;
}

/** Gives a machine another name: agents make a new DEVICEID and say the old one once. */
export function rename(machine: Machine, name: string): void {
  machine.generation += 1;
  const own = ownValue(name + machine.letter);
  machine.formerName = machine.evidence.deviceId;
  machine.evidence = {
    ...machine.evidence,
    name,
    deviceId: deviceIdOf(name, own('run', 4), machine.generation),
  };
}

/** Puts a new system on a machine: its agent knows nothing of before. */
export function reinstall(machine: Machine): void {
  machine.generation += 1;
  const name = machine.evidence.name ?? '';
  machine.formerName = undefined;
  machine.evidence = {
    ...machine.evidence,
    deviceId: deviceIdOf(name, ownValue(name + machine.letter)('again', 4), machine.generation),
  };
}

/** Values of a machine's own, always the same for the same story. */
export function ownValue(seed: string): (what: string, digits: number) => string {
  return (what, digits) => {
    let text = '';
    for (let part = 0; text.length < digits; part += 1) {
      text += hash(`${seed} ${what} ${part}`).toString(16).padStart(8, '0').toUpperCase();
    }
    return text.slice(0, digits);
  };
}

/** FNV-1a, mixed once more so that like seeds give unlike values. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const sign of text) {
    value = Math.imul(value ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}

function deviceIdOf(name: string, run: string, generation: number): string {
  const seconds = Number.parseInt(run, 16);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(seconds % 24)}-${two(seconds % 60)}-${two((seconds >> 4) % 60)}`;
  return `${name}-2026-01-${two(5 + generation)}-${time}`;
}

const PREFIXES: Record<string, string> = {
  vmware: '005056',
  'hyper-v': '00155D',
  virtualbox: '080027',
  kvm: '525400',
  xen: '00163E',
  ec2: '0A58A9',
};

/** An address with the first bytes of its maker, or of its hypervisor. */
export function macOf(model: Model, digits: string): string {
  const all = (PREFIXES[model.name] ?? 'D4BED9') + digits;
  return (all.match(/../g) ?? []).join(':');
}

/** A UUID of 32 digits. */
export function toUuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
