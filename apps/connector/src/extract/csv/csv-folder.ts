import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Encoding, encodings, type Separator } from '@popis/csv';
import { type Fault, InvalidInputError } from '@popis/errors';

/** A folder that some other system writes CSV files into. */
export interface CsvFolder {
  readonly dialect: 'csv';
  readonly folder: string;
  /** Of files that are no UTF-8 and have no byte order mark. */
  readonly encoding: Encoding;
  /** Undefined = the one that the heading has most of. */
  readonly separator: Separator | undefined;
  /** Those of the mapping's files that the folder has; undefined = all of them. */
  readonly only: readonly string[] | undefined;
  close(): Promise<void>;
}

/** How the files of a folder are to be read, as people write it. */
export interface FolderSettings {
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  /** Names of files, parted by commas or blanks. */
  readonly files?: string | undefined;
}

/** How a separator is called where the mark itself could not be seen. */
const separatorNames: Readonly<Record<string, Separator>> = { comma: ',', semicolon: ';', tab: '\t' };

const settingNames = ['encoding', 'delimiter', 'files'] as const;

/**
 * Opens the folder of a URL such as `file:///srv/hr?encoding=windows-1250&delimiter=semicolon&files=employees.csv,sectors.csv`.
 *
 * @throws InvalidInputError listing all that is wrong with it.
 */
export async function openCsvFolder(given: string): Promise<CsvFolder> {
  const url = new URL(given);
  const faults: Fault[] = [];
  if (url.host !== '')
    faults.push({ path: given, message: 'names a host: mount its folder, and write file:///srv/export' });
  for (const name of new Set(url.searchParams.keys())) {
    if (settingNames.some((known) => known === name)) continue;
    faults.push({ path: name, message: `is unknown; there are ${settingNames.join(', ')}` });
  }
  const settings = readSettings(url);
  faults.push(...findSettingFaults(settings));
  const folder = path.resolve(fileURLToPath(new URL(`file://${url.pathname}`)));
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) faults.push({ path: folder, message: 'is no folder that can be read' });
  if (faults.length > 0) throw new InvalidInputError('The folder of CSV files cannot be opened', faults);
  return {
    dialect: 'csv',
    folder,
    encoding: findEncodingName(settings.encoding ?? 'utf-8') ?? 'utf-8',
    separator: settings.delimiter === undefined ? undefined : separatorNames[settings.delimiter],
    only: settings.files?.split(/[\s,]+/).filter((name) => name !== ''),
    close: async () => {},
  };
}

/** What is wrong with settings, each fault with the name of its setting. */
export function findSettingFaults({ encoding, delimiter, files }: FolderSettings): Fault[] {
  const faults: Fault[] = [];
  if (encoding !== undefined && findEncodingName(encoding) === undefined)
    faults.push({ path: 'encoding', message: `must be one of ${encodings.join(', ')}` });
  if (delimiter !== undefined && separatorNames[delimiter] === undefined)
    faults.push({ path: 'delimiter', message: 'must be comma, semicolon or tab' });
  if (files !== undefined && !/[^\s,]/.test(files)) faults.push({ path: 'files', message: 'names no file' });
  return faults;
}

/** The URL of a folder, as {@link openCsvFolder} takes it. */
export function toFolderUrl(folder: string, settings: FolderSettings = {}): string {
  const url = pathToFileURL(folder);
  for (const name of settingNames) {
    const value = settings[name];
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/**
 * The URL of a folder that the command line names, by its path or a URL. A path is read as `configured` says, where that is a folder
 * as well.
 *
 * @throws InvalidInputError when it is no URL though it begins like one.
 */
export function toAskedFolderUrl(asked: string, configured: string | undefined): string {
  if (asked.startsWith('file:')) {
    if (URL.canParse(asked)) return asked;
    throw new InvalidInputError('--folder names no folder', [{ path: asked, message: 'is no URL' }]);
  }
  const url = pathToFileURL(path.resolve(asked));
  if (configured?.startsWith('file:')) url.search = new URL(configured).search;
  return url.href;
}

function readSettings(url: URL): FolderSettings {
  const of = (name: (typeof settingNames)[number]) => url.searchParams.get(name) ?? undefined;
  return { encoding: of('encoding'), delimiter: of('delimiter'), files: of('files') };
}

function findEncodingName(text: string): Encoding | undefined {
  return encodings.find((each) => each === text.trim().toLowerCase());
}
