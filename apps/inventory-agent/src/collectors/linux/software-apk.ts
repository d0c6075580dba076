import type { InventorySections } from '@popis/inventory-format';
import { type Host, toLines } from '../../host.ts';
import { toRow } from '../../rows.ts';
import { toBitsWidth, toFileSize } from '../../software.ts';

// Alpine's database: blocks of `letter:value`, parted by empty lines.
const files = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];

export async function isAvailable(host: Host): Promise<boolean> {
  return (await readDatabase(host)) !== undefined;
}

export async function collect(host: Host): Promise<InventorySections> {
  const rows = [];
  for (const block of ((await readDatabase(host)) ?? '').split('\n\n')) {
    const fields = parseBlock(block);
    if (!fields.has('P')) continue;
    rows.push(
      toRow({
        NAME: fields.get('P'),
        VERSION: fields.get('V'),
        PUBLISHER: fields.get('m')?.replace(/\s*<[^>]*>/g, ''),
        COMMENTS: fields.get('T'),
        FILESIZE: toFileSize(Number(fields.get('I'))),
        ARCHITECTURE: fields.get('A'),
        BITSWIDTH: toBitsWidth(fields.get('A')),
        FROM: 'apk',
      }),
    );
  }
  return { SOFTWARES: rows };
}

async function readDatabase(host: Host): Promise<string | undefined> {
  for (const file of files) {
    const text = await host.readText(file);
    if (text !== undefined) return text;
  }
  return undefined;
}

function parseBlock(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of toLines(block)) {
    // Lines about single files (F, R, a, Z) come after those about the package and repeat.
    const [, letter, value] = /^([A-Za-z]):(.*)$/.exec(line) ?? [];
    if (letter !== undefined && value !== undefined && !fields.has(letter)) fields.set(letter, value);
  }
  return fields;
}
