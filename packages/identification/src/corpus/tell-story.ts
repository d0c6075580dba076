import type { Evidence } from '../fingerprint.ts';
import { listModels, type Model } from './machines.ts';
import {
  instantOf,
  type Machine,
  macOf,
  makeMachine,
  ownValue,
  reinstall,
  rename,
  reportOf,
  toUuid,
} from './world.ts';

/** A report of the corpus, labelled by the story and not by any rule. */
export interface LabelledContact {
  at: number;
  evidence: Evidence;
  /** The machine that sent it. */
  machine: string;
  expected: 'same' | 'new' | 'review';
}

/** A story on one model of machine. */
export interface LabelledCase {
  class: string;
  story: string;
  model: string;
  contacts: LabelledContact[];
}

interface Story {
  class: string;
  kinds: readonly string[];
  title: string;
  steps: readonly string[];
}

/** Every story on every model that it is told of. */
export function tellStories(scenarios: string): LabelledCase[] {
  const cases: LabelledCase[] = [];
  for (const story of listStories(scenarios)) {
    for (const model of listModels().filter((each) => story.kinds.includes(each.kind))) {
      cases.push(tell(story, model, `case ${cases.length}`));
    }
  }
  return cases;
}

function listStories(scenarios: string): Story[] {
  return scenarios
    .trim()
    .split('\n\n')
    .map((text) => {
      const [head = '', title = '', ...steps] = text.split('\n');
      const [name = '', kinds = ''] = head.slice(2).split(' | ');
      return { class: name, kinds: kinds.split(' '), title, steps };
    });
}

function tell(story: Story, model: Model, caseName: string): LabelledCase {
  const machines = new Map<string, Machine>();
  const get = (letter: string) => {
    const machine = machines.get(letter) ?? makeMachine(model, letter, caseName);
    machines.set(letter, machine);
    return machine;
  };
  const heard = new Set<string>();
  const contacts: LabelledContact[] = [];
  for (const step of story.steps) {
    const [, day = '', letter = '', what = '', label] = /^([\d.]+) (\w)(.*?)(?: → (\w+))?$/.exec(step) ?? [];
    const machine = get(letter);
    if (what === ' reports') {
      const plain = heard.has(letter) ? 'same' : 'new';
      const expected = label === 'review' ? label : plain;
      contacts.push({ at: instantOf(Number(day)), evidence: reportOf(machine), machine: letter, expected });
      heard.add(letter);
      machine.formerName = undefined;
    } else {
      happen(machine, what.trim(), get, { model, seed: `${caseName} ${letter} ${day}` });
    }
  }
  return { class: story.class, story: story.title, model: model.name, contacts };
}

interface Happening {
  model: Model;
  seed: string;
}

/** What befalls a machine; the words are those of the scenarios. */
function happen(machine: Machine, what: string, get: (letter: string) => Machine, at: Happening): void {
  const { model, seed } = at;
  const fresh = makeMachine(model, machine.letter, seed).evidence;
  const source = get('A').evidence;
  const change = (values: Partial<Evidence>) => {
    machine.evidence = { ...machine.evidence, ...values };
  };
  const board = { uuid: fresh.uuid, boardSerial: fresh.boardSerial, adapters: fresh.adapters };
  const identifiers = { uuid: fresh.uuid, serial: fresh.serial, adapters: fresh.adapters };
  const newAddress = [{ mac: macOf(model, ownValue(seed)('mac', 6)), description: 'eth0' }];
  const happenings: Record<string, () => void> = {
    'is renamed': () => rename(machine, `${model.name}-${ownValue(seed)('new name', 4)}`),
    'is reinstalled': () => reinstall(machine),
    'and B swap names': () => swapNames(machine, get('B')),
    "takes A's name": () => rename(machine, source.name ?? ''),
    "takes A's tag": () => change({ assetTag: source.assetTag }),
    "'s disk is replaced": () => change({ diskSerials: fresh.diskSerials }),
    "'s adapters are replaced": () => change({ adapters: fresh.adapters }),
    "'s board is replaced, its serial number kept": () => change(board),
    "'s board is replaced": () => change({ ...board, serial: fresh.serial, assetTag: fresh.assetTag }),
    "'s UUID is read the other way round": () => change({ uuid: turnUuid(machine.evidence.uuid ?? '') }),
    "'s serial number is forgotten": () => change({ serial: 'Default string' }),
    'gets new identifiers': () => change(identifiers),
    docks: () => {
      machine.dock = `00:E0:4C:68:00:${ownValue(seed.split(' ')[1] ?? '')('dock', 2)}`;
    },
    undocks: () => {
      machine.dock = undefined;
    },
    'tells less': () => {
      machine.tellsLess = true;
    },
    'tells all': () => {
      machine.tellsLess = false;
    },
    'is imaged from A': () => change({ name: source.name, deviceId: source.deviceId }),
    "runs from A's disk": () =>
      change({ name: source.name, deviceId: source.deviceId, diskSerials: source.diskSerials }),
    'is copied from A with all identifiers': () => change(source),
    'is copied from A with new identifiers': () => change({ ...source, ...identifiers }),
    'is copied from A with a new address': () => change({ ...source, adapters: newAddress }),
  };
  const befall = happenings[what];
  if (befall === undefined) {
    throw new Error(`No machine can do this: ${what}`);
  }
  befall();
}

function swapNames(one: Machine, other: Machine): void {
  const [mine = '', its = ''] = [one.evidence.name, other.evidence.name];
  rename(one, its);
  rename(other, mine);
}

function turnUuid(uuid: string): string {
  const digits = uuid.replaceAll('-', '');
  const turned = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16)]
    .map((group) => (group.match(/../g) ?? []).reverse().join(''))
    .join('');
  return toUuid(turned + digits.slice(16));
}
