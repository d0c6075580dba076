import { type Contact, DAY_MS, type KnownDevice } from './contact.ts';
import { type Decision, decide } from './decide.ts';
import { groupByDoubt } from './doubt.ts';
import {
  type Evidence,
  type Fingerprint,
  type Identifier,
  listIdentifiers,
  toFingerprint,
  without,
} from './fingerprint.ts';
import { isWorthless, reasonToDemote } from './learn.ts';
import { type Placement, placeContact } from './placement.ts';
import type { Rules } from './rules.ts';
import { UseLedger } from './use-ledger.ts';

/** A contact as it is replayed. */
export interface PastContact {
  readonly evidence: Evidence;
  /** Instant in milliseconds. */
  readonly at: number;
}

/** What became of a contact. */
export interface Step {
  readonly decision: Decision;
  readonly placement: Placement;
  /** The device it was kept with. */
  readonly deviceId: number;
  /** Identifiers that this contact showed to be worth nothing. */
  readonly demoted: readonly Identifier[];
}

interface Member {
  id: number;
  fingerprint: Fingerprint;
  names: string[];
  formerNames: string[];
  firstContactAt: number;
  lastContactAt: number;
  contacts: number;
  /** The device that it may be, as long as that is open. */
  doubt: number | undefined;
}

/**
 * A whole estate in memory, by which rules are tried: contacts go in in the order of their times, and are decided and kept
 * as the inventory server does.
 */
export class Estate {
  readonly #rules: Rules;
  readonly #members = new Map<number, Member>();
  readonly #uses = new UseLedger();
  /** DEVICEID → devices that report, or reported, under it. */
  readonly #named = new Map<string, Set<number>>();
  /** Devices of which it is open whether they are others. */
  readonly #doubtful = new Set<number>();
  #nextId = 1;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** Decides a contact and keeps it. */
  observe({ evidence, at }: PastContact): Step {
    const { deviceId, oldDeviceId } = evidence;
    const fingerprint = toFingerprint(evidence);
    const usable = this.#usable(fingerprint);
    const contact: Contact = { deviceId, oldDeviceId, fingerprint: usable, at };
    const candidates = this.#listCandidates(usable, deviceId, oldDeviceId);
    const holders = this.#uses.holdersOf(
      listIdentifiers(usable),
      (id) => this.#isLive(id, at),
      this.#groupOf(),
    );
    const decision = decide(contact, candidates, holders, this.#rules);
    const placement = placeContact(decision);
    const member = this.#place(placement, decision, contact, fingerprint);
    return { decision, placement, deviceId: member.id, demoted: this.#learn(member, fingerprint, at) };
  }

  /** How many devices there are. */
  get size(): number {
    return this.#members.size;
  }

  #usable(fingerprint: Fingerprint): Fingerprint {
    return without(fingerprint, (each) => isWorthless(each, this.#uses.standingOf(each), this.#rules));
  }

  #listCandidates(usable: Fingerprint, deviceId: string, oldDeviceId: string | undefined): KnownDevice[] {
    const ids = new Set(this.#uses.listHolders(listIdentifiers(usable)));
    for (const name of oldDeviceId === undefined ? [deviceId] : [deviceId, oldDeviceId]) {
      for (const id of this.#named.get(name) ?? []) {
        ids.add(id);
      }
    }
    const members = [...ids].map((id) => this.#members.get(id)).filter((member) => member !== undefined);
    const groupOf = this.#groupOf();
    return members.map((member) => ({
      id: member.id,
      fingerprint: this.#usable(member.fingerprint),
      names: member.names,
      formerNames: member.formerNames,
      firstContactAt: member.firstContactAt,
      lastContactAt: member.lastContactAt,
      intervalDays:
        member.contacts < 2
          ? 0
          : (member.lastContactAt - member.firstContactAt) / DAY_MS / (member.contacts - 1),
      ownsKey: false,
      group: groupOf(member.id),
      distinctFrom: [],
    }));
  }

  #groupOf(): (id: number) => number {
    const doubts: [number, number][] = [];
    for (const id of this.#doubtful) {
      const doubt = this.#members.get(id)?.doubt;
      if (doubt !== undefined && this.#members.has(doubt)) {
        doubts.push([id, doubt]);
      }
    }
    return groupByDoubt(doubts);
  }

  #isLive(id: number, at: number): boolean {
    const member = this.#members.get(id);
    return member !== undefined && at - member.lastContactAt <= this.#rules.liveDays * DAY_MS;
  }

  #place(placement: Placement, decision: Decision, contact: Contact, fingerprint: Fingerprint): Member {
    let member = 'id' in placement ? this.#members.get(placement.id) : undefined;
    if (placement.kind === 'give-back' && member !== undefined) {
      member.formerNames = member.formerNames.filter((name) => name !== contact.deviceId);
    }
    if (member === undefined || placement.kind === 'give-back') {
      member = this.#found(contact, fingerprint);
    } else if (placement.kind === 'take-over') {
      member.formerNames = [...member.formerNames, ...member.names].filter(
        (name) => name !== contact.deviceId,
      );
      member.names = [contact.deviceId];
    } else if (placement.kind === 'alias') {
      member.names = [...member.names, contact.deviceId];
    }
    const twin = decision.twinId === null ? undefined : this.#members.get(decision.twinId);
    if (twin !== undefined) {
      member = this.#merge(twin, member);
    }
    for (const name of [...member.names, ...member.formerNames]) {
      this.#named.set(name, (this.#named.get(name) ?? new Set()).add(member.id));
    }
    member.fingerprint = mergeKnown(member.fingerprint, fingerprint);
    member.lastContactAt = contact.at;
    member.contacts += 1;
    member.doubt = decision.doubtId ?? undefined;
    if (member.doubt === undefined) {
      this.#doubtful.delete(member.id);
    } else {
      this.#doubtful.add(member.id);
    }
    return member;
  }

  #found(contact: Contact, fingerprint: Fingerprint): Member {
    const { deviceId, at } = contact;
    const member: Member = {
      id: this.#nextId,
      fingerprint,
      names: [deviceId],
      formerNames: [],
      firstContactAt: at,
      lastContactAt: at,
      contacts: 0,
      doubt: undefined,
    };
    this.#nextId += 1;
    this.#members.set(member.id, member);
    return member;
  }

  /** The older device stays, under the names of the later one. */
  #merge(into: Member, from: Member): Member {
    into.formerNames = [...into.formerNames, ...into.names.filter((name) => !from.names.includes(name))];
    into.names = from.names;
    this.#members.delete(from.id);
    this.#uses.drop(from.id);
    return into;
  }

  #learn(member: Member, fingerprint: Fingerprint, at: number): Identifier[] {
    const gained = this.#uses.record(
      member.id,
      listIdentifiers(fingerprint),
      listIdentifiers(member.fingerprint),
    );
    const demoted: Identifier[] = [];
    const isLive = (id: number) => id === member.id || this.#isLive(id, at);
    const groupOf = this.#groupOf();
    for (const identifier of gained) {
      const use = this.#uses.useOf(identifier, isLive, groupOf);
      const reason = reasonToDemote(use, this.#uses.standingOf(identifier), this.#rules);
      if (reason !== undefined) {
        this.#uses.demote(identifier);
        demoted.push(identifier);
      }
    }
    return demoted;
  }
}

/** What a contact does not speak of stays as it was known. */
export function mergeKnown(known: Fingerprint, told: Fingerprint): Fingerprint {
  const values = { ...known.values };
  for (const kind of Object.keys(values) as (keyof typeof values)[]) {
    if (told.values[kind].length > 0) {
      values[kind] = told.values[kind];
    }
  }
  return { isVirtual: told.isVirtual || known.isVirtual, model: told.model ?? known.model, values };
}
