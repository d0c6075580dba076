import { DEFAULT_RULES, groupByDoubt, listIdentifiers, reasonToDemote } from '@popis/identification';
import { log } from '../logger.ts';
import type { Identified } from './identify.ts';
import { listDoubts, listHolders, listStandings, type Reading } from './identity.read-model.ts';
import {
  addMoves,
  closeReviews,
  demote,
  insertAlias,
  insertDecision,
  listUses,
  writeUses,
} from './identity.repository.ts';
import { planUses } from './use-plan.ts';

/** Keeps the decision about an inventory that was stored with a device, who has which identifier now, and what is learned of it. */
export async function keepDecision(
  reading: Reading,
  identified: Identified,
  reportedAs: string,
  deviceId: number,
): Promise<void> {
  const { decision, placement, evidence, fingerprint } = identified;
  if (identified.deviceId !== reportedAs) {
    await insertAlias(reading, reportedAs, deviceId);
  }
  if (decision.twinId !== null) {
    await closeReviews(reading, decision.deviceId ?? deviceId, 'same');
  } else if (decision.outcome !== 'review' && decision.doubtId === null) {
    await closeReviews(reading, deviceId, 'distinct');
  }
  await insertDecision(reading, {
    deviceId: reportedAs,
    hardwareId: deviceId,
    placement: decision.twinId === null ? placement.kind : 'merge',
    decision,
    contact: { evidence, at: reading.at },
  });
  const told = listIdentifiers(fingerprint);
  const plan = planUses(await listUses(reading, told, deviceId), told, deviceId);
  await writeUses(reading, deviceId, plan);
  const moves = await addMoves(reading, plan.moved);
  await learn(reading, told, { deviceId, doubtId: decision.doubtId, moves });
}

interface Learning {
  deviceId: number;
  doubtId: number | null;
  moves: ReadonlyMap<string, number>;
}

/** Demotes what is seen to be worth nothing, for all devices at once. Two of which one may be the other count as one. */
async function learn(reading: Reading, told: readonly string[], learning: Learning): Promise<void> {
  const { deviceId, doubtId, moves } = learning;
  const [{ live }, standings] = await Promise.all([
    listHolders(reading, told, DEFAULT_RULES.liveDays),
    listStandings(reading, told),
  ]);
  const shared = told.filter(
    (identifier) => (live.get(identifier)?.length ?? 0) > 1 || moves.has(identifier),
  );
  if (shared.length === 0) {
    return;
  }
  const sharing = [...new Set([deviceId, ...shared.flatMap((identifier) => live.get(identifier) ?? [])])];
  const doubts = await listDoubts(reading, sharing);
  const groupOf = groupByDoubt(doubtId === null ? doubts : [...doubts, [deviceId, doubtId]]);
  for (const identifier of shared) {
    const groups = new Set([deviceId, ...(live.get(identifier) ?? [])].map(groupOf));
    const use = { identifier, holders: groups.size, moves: moves.get(identifier) ?? 0 };
    const reason = reasonToDemote(use, standings.get(identifier), DEFAULT_RULES);
    if (reason !== undefined) {
      await demote(reading, identifier, use.holders, reason);
      log.warn(
        { kind: identifier.slice(0, identifier.indexOf(':')), holders: use.holders, reason },
        'identifier demoted',
      );
    }
  }
}
