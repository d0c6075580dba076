/** How regularly a device comes: mean days between contacts, and the number of contacts. */
export interface Regularity {
  quality: number;
  fidelity: number;
}

/** What `decimal(7,4)` holds. */
const LARGEST_QUALITY = 999.9999;

/** The mean after one more contact (OCS: Server/Communication.pm). */
export function nextRegularity(before: Regularity, daysSinceContact: number): Regularity {
  const mean =
    before.fidelity > 1
      ? (daysSinceContact + before.quality * before.fidelity) / (before.fidelity + 1)
      : daysSinceContact;
  const quality = Math.min(LARGEST_QUALITY, Math.max(0, Number(mean.toFixed(4))));
  return { quality, fidelity: before.fidelity + 1 };
}
