import type { Decision, IdentifierStanding, PastContact } from '@popis/identification';
import type { Row } from '../database/database.ts';
import type { Store } from '../store.ts';

const DECISION = `SELECT d.id AS id, d.at AS at, d.deviceid AS deviceid, d.hardware_id AS hardware_id, d.outcome AS outcome,
  d.placement AS placement, d.candidate_id AS candidate_id, d.state AS state, d.rules AS rules, d.because AS because,
  d.counterfactual AS counterfactual, d.contact AS contact, d.verdicts AS verdicts FROM identity_decision d`;
const MOST_CONTACTS = 100_000;

/** A decision with everything that led to it. */
export interface StoredDecision {
  id: number;
  /** Local time of the database. */
  at: string;
  /** DEVICEID that the contact gave. */
  deviceId: string;
  hardwareId: number;
  outcome: Decision['outcome'];
  placement: string;
  /** The device it is, or may be. */
  candidateId: number | null;
  /** `open` while a person is asked. */
  state: 'open' | 'same' | 'distinct' | null;
  rules: string;
  because: string;
  counterfactual: string | null;
  contact: PastContact;
  verdicts: Decision['verdicts'];
}

/** An identifier that is treated otherwise than at first, and why. */
export interface StoredStanding {
  identifier: string;
  standing: IdentifierStanding;
  holders: number;
  moves: number;
  reason: string | null;
  at: string;
}

/** Decisions about one device, the latest first. */
export async function listDecisions(
  store: Store,
  hardwareId: number,
  limit = 100,
): Promise<StoredDecision[]> {
  const rows = await store.database.statements.query(
    `${DECISION} WHERE d.hardware_id = ? ORDER BY d.id DESC LIMIT ${whole(limit)}`,
    [hardwareId],
  );
  return rows.map(toDecision);
}

/** Questions that are open, the oldest first. */
export async function listReviews(store: Store, limit = 100): Promise<StoredDecision[]> {
  const rows = await store.database.statements.query(
    `${DECISION} WHERE d.state = 'open' ORDER BY d.id LIMIT ${whole(limit)}`,
  );
  return rows.map(toDecision);
}

/** The decision of this id, if there is one. */
export async function findDecision(store: Store, id: number): Promise<StoredDecision | undefined> {
  const rows = await store.database.statements.query(`${DECISION} WHERE d.id = ?`, [id]);
  return rows.map(toDecision)[0];
}

/** Contacts of the last days that were decided, the latest if there are more, in the order of their times. */
export async function listPastContacts(
  store: Store,
  days: number,
  most = MOST_CONTACTS,
): Promise<PastContact[]> {
  const { statements, dialect } = store.database;
  const rows = await statements.query(
    `SELECT d.contact AS contact FROM identity_decision d WHERE ${dialect.secondsSince('d.at')} <= ?
     ORDER BY d.id DESC LIMIT ${whole(most)}`,
    [whole(days) * 86_400],
  );
  return rows.map((row) => JSON.parse(String(row.contact)) as PastContact).reverse();
}

/** Identifiers that are demoted or were restored, the latest first. */
export async function listLearned(store: Store, limit = 1000): Promise<StoredStanding[]> {
  const rows = await store.database.statements.query(
    `SELECT s.identifier AS identifier, s.standing AS standing, s.holders AS holders, s.moves AS moves, s.reason AS reason,
       s.at AS at FROM identifier_standing s WHERE s.standing <> '' ORDER BY s.at DESC, s.identifier LIMIT ${whole(limit)}`,
  );
  return rows.map((row) => ({
    identifier: String(row.identifier),
    standing: row.standing === 'demoted' ? 'demoted' : 'restored',
    holders: Number(row.holders),
    moves: Number(row.moves),
    reason: row.reason === null ? null : String(row.reason),
    at: String(row.at),
  }));
}

function toDecision(row: Row): StoredDecision {
  return {
    id: Number(row.id),
    at: String(row.at),
    deviceId: String(row.deviceid),
    hardwareId: Number(row.hardware_id),
    outcome: String(row.outcome) as Decision['outcome'],
    placement: String(row.placement),
    candidateId: row.candidate_id === null ? null : Number(row.candidate_id),
    state: row.state === null ? null : (String(row.state) as 'open' | 'same' | 'distinct'),
    rules: String(row.rules),
    because: String(row.because),
    counterfactual: row.counterfactual === null ? null : String(row.counterfactual),
    contact: JSON.parse(String(row.contact)) as PastContact,
    verdicts: JSON.parse(String(row.verdicts)) as Decision['verdicts'],
  };
}

function whole(value: number): number {
  return Math.max(0, Math.trunc(value));
}
