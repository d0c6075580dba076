import { selectFiles } from '../../mapping/mapped-files.ts';
import type { Mapping } from '../../mapping/mapping-folder.ts';
import { formatFaulty, mostShown, type Say } from '../../report.ts';
import { demandFiles } from '../open-source.ts';
import type { CsvFolder } from './csv-folder.ts';
import { listNotes, readAll } from './extract-files.ts';
import { type LoadedFiles, loadFiles } from './load-files.ts';

/**
 * Reads the files of a mapping as a run would, says what they are, and complains of each faulty line. Gives how many there are.
 *
 * @throws InvalidInputError naming every file and column that is missing.
 */
export async function checkFolder(
  folder: CsvFolder,
  mapping: Mapping,
  say: Say,
  complain: Say,
): Promise<number> {
  const loaded = await loadFiles(folder, selectFiles(demandFiles(mapping), folder.only));
  try {
    for (const line of describeFiles(loaded)) say(line);
    for (const note of listNotes(loaded)) say(note);
    let faulty = 0;
    for await (const { rejected } of readAll(loaded)) {
      for (const each of rejected.slice(0, Math.max(mostShown - faulty, 0))) complain(formatFaulty(each));
      faulty += rejected.length;
    }
    if (faulty > mostShown) complain(`and ${faulty - mostShown} more of these`);
    return faulty;
  } finally {
    loaded.store.close();
  }
}

function describeFiles({ masters, files, store }: LoadedFiles): string[] {
  return masters
    .flatMap((master) => [master, ...master.details])
    .map(({ name, file, columns }) => {
      const loaded = files.get(name);
      const found = (loaded?.columns ?? []).map((column) => `${column.name} (${column.heading})`);
      const absent = columns
        .map((column) => column.name)
        .filter((each) => loaded?.columns.some((column) => column.name === each) === false);
      const without = absent.length === 0 ? '' : `; without ${absent.join(', ')}`;
      return `${file}: ${store.countLines(name)} good lines, ${loaded?.encoding}: ${found.join(', ')}${without}`;
    });
}
