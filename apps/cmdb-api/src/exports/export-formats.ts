import { formatCsvLine, type Separator } from '@popis/csv';
import type { Card } from '../cards/cards.read-model.ts';
import { type ExportColumn, isOfCard, toCell, toText } from './export-columns.ts';

/** Batches of cards, as they come from the database. */
export type CardBatches = AsyncIterable<readonly Card[]>;

/** UTF-8 with a byte order mark, without which spreadsheets take the file for an older encoding. */
export async function* writeCsv(
  batches: CardBatches,
  columns: readonly ExportColumn[],
  separator: Separator,
): AsyncGenerator<string> {
  yield `\ufeff${formatCsvLine(
    columns.map((column) => column.heading),
    separator,
  )}`;
  for await (const cards of batches) {
    const lines = cards.map((card) =>
      formatCsvLine(
        columns.map((column) => toText(toCell(card, column))),
        separator,
      ),
    );
    yield lines.join('');
  }
}

/** One JSON array, a card a line, with the attributes asked for; a reference is shown whole. */
export async function* writeJson(
  batches: CardBatches,
  columns: readonly ExportColumn[],
): AsyncGenerator<string> {
  let lead = '[\n';
  for await (const cards of batches) {
    const lines = cards.map((card) => JSON.stringify(toExported(card, columns)));
    yield lead + lines.join(',\n');
    lead = ',\n';
  }
  yield lead === '[\n' ? '[]\n' : '\n]\n';
}

function toExported(card: Card, columns: readonly ExportColumn[]) {
  const attributes: Record<string, unknown> = {};
  for (const { heading } of columns) {
    if (!isOfCard(heading)) attributes[heading] = card.attributes[heading] ?? null;
  }
  return {
    id: card.id,
    class: card.class,
    attributes,
    validFrom: card.validFrom.toISOString(),
    changeId: card.changeId,
  };
}
