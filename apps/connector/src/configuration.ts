import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';
import { defaultSchedule, findScheduleFaults, missedPolicies, type Schedule } from '@popis/schedule';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { type FolderSettings, findSettingFaults, toFolderUrl } from './extract/csv/csv-folder.ts';

/**
 * What the paper's `configuration.xml` says: where the CMDB is, where the inventory database is, and as whom; and what it may
 * say beyond the paper: that a folder of CSV files is read in place of a database, of which source the runs are, by which mapping,
 * and when they start.
 */
export interface Configuration {
  readonly cmdb: { readonly url: string; readonly username: string; readonly password: string };
  /** Of a folder of files, its `file://` URL. */
  readonly inventoryDatabaseUrl: string;
  readonly source?: {
    readonly name?: string | undefined;
    readonly mapping?: string | undefined;
    /** The path of the file that has its policy. */
    readonly policy?: string | undefined;
  };
  readonly schedule?: Schedule;
}

const present = z.string().trim().min(1, 'must not be empty');
const portNumber = present.refine(
  (text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535,
  'must be a port from 1 to 65535',
);

/** Protocol of the inventory database by `DbType`, as people write it. */
const protocols: Readonly<Record<string, string>> = {
  mysql: 'mysql',
  mariadb: 'mysql',
  postgres: 'postgres',
  postgresql: 'postgres',
};

const schedule = z
  .strictObject({
    Cron: present,
    DeltaCron: present.optional(),
    Zone: present.default(defaultSchedule.zone),
    JitterSeconds: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number of seconds')
      .default(String(defaultSchedule.jitterSeconds)),
    Missed: z.enum(missedPolicies).default(defaultSchedule.missed),
  })
  .transform(({ Cron, DeltaCron, Zone, JitterSeconds, Missed }) => ({
    cron: Cron.trim(),
    deltaCron: DeltaCron?.trim() ?? defaultSchedule.deltaCron,
    zone: Zone.trim(),
    jitterSeconds: Number(JitterSeconds),
    missed: Missed,
  }))
  .superRefine((read, context) => {
    for (const { path: at, message } of findScheduleFaults(read, '')) {
      context.addIssue({ code: 'custom', path: [scheduleElements[at.slice(1)] ?? at], message });
    }
  });

/** The elements of a schedule, by what they are elsewhere. */
const scheduleElements: Readonly<Record<string, string>> = {
  cron: 'Cron',
  deltaCron: 'DeltaCron',
  zone: 'Zone',
  jitterSeconds: 'JitterSeconds',
};

const database = z
  .object({
    DbType: present.refine(
      (text) => protocols[text.trim().toLowerCase()] !== undefined,
      'must be mysql, postgres or csv',
    ),
    DbAddress: present,
    DbPort: portNumber,
    DbName: present,
    DbUser: present,
    DbPassword: z.string(),
  })
  .transform(databaseUrl);

const folder = z
  .strictObject({
    DbType: present,
    Folder: present.refine((text) => path.isAbsolute(text), 'must be a path from the root'),
    Encoding: present.optional(),
    Delimiter: present.optional(),
    Files: present.optional(),
  })
  .superRefine((read, context) => {
    for (const { path: at, message } of findSettingFaults(toFolderSettings(read))) {
      context.addIssue({ code: 'custom', path: [folderElements[at] ?? at], message });
    }
  })
  .transform((read) => toFolderUrl(read.Folder, toFolderSettings(read)));

/** The elements of a folder's settings, by what they are elsewhere. */
const folderElements: Readonly<Record<string, string>> = {
  encoding: 'Encoding',
  delimiter: 'Delimiter',
  files: 'Files',
};

interface FolderElements {
  readonly Encoding?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly Files?: string | undefined;
}

function toFolderSettings({ Encoding, Delimiter, Files }: FolderElements): FolderSettings {
  return { encoding: Encoding, delimiter: Delimiter, files: Files };
}

function documentOf(inventory: z.ZodType<string>) {
  return z.object({
    configuration: z.object({
      cmdbuild: z.object({
        ServerAddress: present,
        // The paper's server lived below a context path; ours does not. Read so that old files stay valid.
        ServerContext: z.string().optional(),
        ServerPort: portNumber,
        Username: present,
        Password: z.string(),
      }),
      inventory,
      source: z
        .strictObject({ Name: present.optional(), Mapping: present.optional(), Policy: present.optional() })
        .optional(),
      schedule: schedule.optional(),
    }),
  });
}

const typeOnly = z.object({ configuration: z.object({ inventory: z.object({ DbType: z.string() }) }) });

/**
 * Reads a configuration file in the paper's form (its section 4.2).
 *
 * @throws InvalidInputError listing the faults of all sections at once; no message repeats a value.
 */
export function parseConfiguration(xml: string, file: string): Configuration {
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) {
    throw new InvalidInputError(`${file} is not well-formed XML`, [
      { path: `${file}:${wellFormed.err.line}`, message: wellFormed.err.msg },
    ]);
  }
  const given: unknown = new XMLParser({ parseTagValue: false, ignoreAttributes: true }).parse(xml);
  const parsed = documentOf(isOfFolder(given) ? folder : database).safeParse(given);
  if (!parsed.success) throw new InvalidInputError(`${file} has faults`, parsed.error.issues.map(toFault));
  const { cmdbuild, inventory, source, schedule: when } = parsed.data.configuration;
  return {
    cmdb: {
      url: serverUrl(cmdbuild.ServerAddress.trim(), cmdbuild.ServerPort.trim()),
      username: cmdbuild.Username,
      password: cmdbuild.Password,
    },
    inventoryDatabaseUrl: inventory,
    ...(source && {
      source: {
        name: source.Name?.trim(),
        mapping: source.Mapping?.trim(),
        ...(source.Policy && { policy: path.resolve(path.dirname(file), source.Policy.trim()) }),
      },
    }),
    ...(when && { schedule: when }),
  };
}

function isOfFolder(given: unknown): boolean {
  const type = typeOnly.safeParse(given).data?.configuration.inventory.DbType;
  return type?.trim().toLowerCase() === 'csv';
}

function toFault(issue: z.core.$ZodIssue): Fault {
  const isMissing = issue.code === 'invalid_type' && issue.message.includes('undefined');
  return { path: issue.path.join('/'), message: isMissing ? 'is missing' : issue.message };
}

/** An address may say its protocol (`https://cmdb.example.org`); the paper's say none. */
function serverUrl(address: string, port: string): string {
  return new URL(`${/^https?:\/\//.test(address) ? address : `http://${address}`}:${port}`).origin;
}

interface DatabaseElements {
  readonly DbType: string;
  readonly DbAddress: string;
  readonly DbPort: string;
  readonly DbName: string;
  readonly DbUser: string;
  readonly DbPassword: string;
}

function databaseUrl(inventory: DatabaseElements): string {
  const protocol = protocols[inventory.DbType.trim().toLowerCase()];
  const account = `${encodeURIComponent(inventory.DbUser)}:${encodeURIComponent(inventory.DbPassword)}`;
  const place = `${inventory.DbAddress.trim()}:${inventory.DbPort.trim()}`;
  return `${protocol}://${account}@${place}/${encodeURIComponent(inventory.DbName)}`;
}
