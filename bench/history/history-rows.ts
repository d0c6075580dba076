import { randomBytes } from 'node:crypto';
import type { StoredCard } from '../../apps/cmdb-api/src/cards/card-work.ts';
import { toAttestedContent } from '../../apps/cmdb-api/src/cards/written-content.ts';
import { attest, type Change } from '../../apps/cmdb-api/src/changes/attestation.ts';

/** A version of a card, with the change that ends it; `null`: it stands. */
export interface MadeVersion {
  card: StoredCard;
  endedBy: Change | null;
}

/** A change with its true hash. */
export interface MadeChange {
  change: Change;
  hash: Buffer;
}

/** Nothing may be older than what is sealed already. */
const firstAt = Date.now();
const stepMs = 1;
const names = [
  'Serial',
  'Processor',
  'OperatingSystem',
  'IPAddress',
  'Brand',
  'Model',
  'User',
  'Notes',
  'Kernel',
];

/** A history in which each card gets `rounds` versions, one change a version: as a nightly run leaves it behind. */
export function* makeHistory(
  classId: number,
  cards: number,
  rounds: number,
): Generator<{ changes: MadeChange[]; versions: MadeVersion[] }> {
  let standing: StoredCard[] = [];
  let at = firstAt;
  for (let round = 0; round < rounds; round += 1) {
    const changes: MadeChange[] = [];
    const versions: MadeVersion[] = [];
    const next: StoredCard[] = [];
    for (let number = 0; number < cards; number += 1) {
      at += stepMs;
      const change = makeChange(new Date(at));
      const before = standing[number];
      const card = makeVersion(classId, before?.id ?? idAt(at), number, round, change);
      const ended = before === undefined ? [] : [{ ...before, retired: false }];
      const content = { cards: [card], endedCards: ended, relations: [], endedRelations: [] };
      changes.push({ change, hash: attest(change, toAttestedContent(content)) });
      if (before !== undefined) versions.push({ card: before, endedBy: change });
      next.push(card);
    }
    standing = next;
    yield { changes, versions };
  }
  yield { changes: [], versions: standing.map((card) => ({ card, endedBy: null })) };
}

function makeChange(at: Date): Change {
  const id = idAt(at.getTime());
  return { id, at, actor: 'bench', source: 'seed', runId: null, reason: null, requestId: null };
}

function makeVersion(classId: number, id: string, number: number, round: number, change: Change): StoredCard {
  const provenance: StoredCard['provenance'] = {};
  const attributes: StoredCard['attributes'] = { RAM: 1024 * (round + 1) };
  for (const name of names) attributes[name] = `${name} of ${number} ${'x'.repeat(8)}`;
  for (const name of ['Code', 'Description', 'RAM', ...names]) {
    provenance[name] = { source: 'seed', runId: null, at: change.at.toISOString() };
  }
  return {
    classId,
    id,
    code: `PC-${number}`,
    description: `Computer ${number}`,
    attributes,
    provenance,
    validFrom: change.at,
    changeId: change.id,
    revision: change.id,
  };
}

/** A UUID of version 7 for an instant (RFC 9562, section 5.7). */
function idAt(atMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
