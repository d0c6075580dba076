import type { MappedFile, MasterFile } from '../../mapping/mapped-files.ts';
import type { RejectedRecord } from '../../mapping/records.ts';
import type { Extract, ExtractedRange } from '../extract.ts';
import type { JoinedMaster, ViewRows } from '../view-rows.ts';
import type { CsvFolder } from './csv-folder.ts';
import type { FaultyLine, StoredLine } from './csv-store.repository.ts';
import { type LoadedFiles, loadFiles } from './load-files.ts';

const mastersAtOnce = 250;

/** Reads the files of a folder, whole, and gives them out master by master in the order of the mapping. */
export async function extractFiles(folder: CsvFolder, masters: readonly MasterFile[]): Promise<Extract> {
  const loaded = await loadFiles(folder, masters);
  return {
    names: masters.flatMap((master) => [master.file, ...master.details.map(({ file }) => file)]),
    notes: listNotes(loaded),
    marks: { missing: 'reads files, which tell nothing of what has changed' },
    asked: [],
    read: () => readAll(loaded),
    close: async () => loaded.store.close(),
  };
}

/** Of detail files, the lines that no master takes up. */
export function listNotes({ masters, store }: LoadedFiles): string[] {
  const notes: string[] = [];
  for (const { name: master, file: masterFile, details } of masters) {
    for (const { name, file } of details) {
      const orphans = store.findOrphans(name, master);
      if (orphans === undefined) continue;
      const { count, line, key } = orphans;
      notes.push(
        `${file}: ${count} lines passed over that belong to no line of ${masterFile}, the first being line ${line} (${key || 'no key'})`,
      );
    }
  }
  return notes;
}

/** Masters, and what is wrong with lines. A file without a single line is a fault: it is an export that went wrong. */
export async function* readAll(loaded: LoadedFiles): AsyncGenerator<ExtractedRange> {
  const { store } = loaded;
  for (const master of loaded.masters) {
    let isEmpty = true;
    for (let after = 0; ; ) {
      const lines = store.listLines(master.name, after, mastersAtOnce);
      const last = lines.at(-1);
      if (last === undefined) break;
      isEmpty = false;
      yield toRange(loaded, master, lines);
      after = last.line;
    }
    for (const faulty of store.listFaultyAlone(master.name, mastersAtOnce)) {
      isEmpty = false;
      yield toUnread(faulty.map(({ key, faults }) => ({ key: keyOf(key), faults })));
    }
    if (isEmpty) {
      const message = 'has a heading and no line: nothing will be taken for gone';
      yield toUnread([{ key: {}, faults: [{ path: master.file, message }] }]);
    }
  }
}

function toRange(
  { store, files }: LoadedFiles,
  master: MasterFile,
  lines: readonly StoredLine[],
): ExtractedRange {
  const keys = lines.map(({ key }) => key).filter((key) => key !== '');
  const faulty = Map.groupBy(store.listFaulty(master.name, keys), ({ key }) => key ?? '');
  const details = master.details.map((file) => {
    return { file, rows: Map.groupBy(store.listDetails(file.name, keys), ({ key }) => key) };
  });
  const toRows = ({ name }: MappedFile, rows: readonly StoredLine[]): ViewRows => ({
    name,
    columns: (files.get(name)?.columns ?? []).map((column) => column.name),
    rows: rows.map(({ cells }) => cells),
  });
  const masters: JoinedMaster[] = [];
  const rejected: RejectedRecord[] = [];
  for (const line of lines) {
    const own = faulty.get(line.key);
    if (own !== undefined) rejected.push({ key: keyOf(line.key), faults: faultsOf(own) });
    else {
      const views = [toRows(master, [line])];
      for (const { file, rows } of details) views.push(toRows(file, rows.get(line.key) ?? []));
      masters.push({ id: `${master.file}:${line.line}`, key: line.key || null, views });
    }
  }
  return { ...toUnread(rejected), masters };
}

function toUnread(rejected: readonly RejectedRecord[]): ExtractedRange {
  return { masters: [], rejected, unread: rejected.length };
}

function faultsOf(lines: readonly FaultyLine[]): RejectedRecord['faults'] {
  return lines.flatMap(({ faults }) => faults);
}

function keyOf(key: string | null): RejectedRecord['key'] {
  return key === null || key === '' ? {} : { key };
}
