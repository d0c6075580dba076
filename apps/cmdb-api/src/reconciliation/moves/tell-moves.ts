import type { FoundMoves } from './find-moves.ts';

const maxNamed = 10;

/** Says in the notes of a run which parts may have moved and were left where they are. */
export function tellDoubtedMoves(doubts: FoundMoves['doubts']): string[] {
  if (doubts.length === 0) return [];
  const named = doubts
    .slice(0, maxNamed)
    .map(({ class: className, serial, reason }) => `${className} ${serial} (${reason})`);
  const more = doubts.length > maxNamed ? ` and ${doubts.length - maxNamed} more` : '';
  return [
    `Not moved, since it cannot be told which card the serial number means: ${named.join(', ')}${more}`,
  ];
}
