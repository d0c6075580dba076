import { type Fault, InvalidInputError } from '@popis/errors';
import { defaultSchedule, findScheduleFaults, missedPolicies, type Schedule } from '@popis/schedule';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';

/**
 * What the paper's `configuration.xml` says: where the CMDB is, where the inventory database is, and as whom; and what it may
 * say beyond the paper: of which source the runs are, by which mapping, and when they start.
 */
export interface Configuration {
  readonly cmdb: { readonly url: string; readonly username: string; readonly password: string };
  readonly inventoryDatabaseUrl: string;
  readonly source?: { readonly name?: string | undefined; readonly mapping?: string | undefined };
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
    Zone: present.default(defaultSchedule.zone),
    JitterSeconds: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number of seconds')
      .default(String(defaultSchedule.jitterSeconds)),
    Missed: z.enum(missedPolicies).default(defaultSchedule.missed),
  })
  .transform(({ Cron, Zone, JitterSeconds, Missed }) => ({
    cron: Cron.trim(),
    zone: Zone.trim(),
    jitterSeconds: Number(JitterSeconds),
    missed: Missed,
  }))
  .superRefine((read, context) => {
    for (const { path, message } of findScheduleFaults(read, '')) {
      context.addIssue({ code: 'custom', path: [scheduleElements[path.slice(1)] ?? path], message });
    }
  });

/** The elements of a schedule, by what they are elsewhere. */
const scheduleElements: Readonly<Record<string, string>> = {
  cron: 'Cron',
  zone: 'Zone',
  jitterSeconds: 'JitterSeconds',
};

const document = z.object({
  configuration: z.object({
    cmdbuild: z.object({
      ServerAddress: present,
      // The paper's server lived below a context path; ours does not. Read so that old files stay valid.
      ServerContext: z.string().optional(),
      ServerPort: portNumber,
      Username: present,
      Password: z.string(),
    }),
    inventory: z.object({
      DbType: present.refine(
        (text) => protocols[text.trim().toLowerCase()] !== undefined,
        'must be mysql or postgres',
      ),
      DbAddress: present,
      DbPort: portNumber,
      DbName: present,
      DbUser: present,
      DbPassword: z.string(),
    }),
    source: z.strictObject({ Name: present.optional(), Mapping: present.optional() }).optional(),
    schedule: schedule.optional(),
  }),
});

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
  const parsed = document.safeParse(
    new XMLParser({ parseTagValue: false, ignoreAttributes: true }).parse(xml),
  );
  if (!parsed.success) throw new InvalidInputError(`${file} has faults`, parsed.error.issues.map(toFault));
  const { cmdbuild, inventory, source, schedule: when } = parsed.data.configuration;
  return {
    cmdb: {
      url: serverUrl(cmdbuild.ServerAddress.trim(), cmdbuild.ServerPort.trim()),
      username: cmdbuild.Username,
      password: cmdbuild.Password,
    },
    inventoryDatabaseUrl: databaseUrl(inventory),
    ...(source && { source: { name: source.Name?.trim(), mapping: source.Mapping?.trim() } }),
    ...(when && { schedule: when }),
  };
}

function toFault(issue: z.core.$ZodIssue): Fault {
  const isMissing = issue.code === 'invalid_type' && issue.message.includes('undefined');
  return { path: issue.path.join('/'), message: isMissing ? 'is missing' : issue.message };
}

/** An address may say its protocol (`https://cmdb.example.org`); the paper's say none. */
function serverUrl(address: string, port: string): string {
  return new URL(`${/^https?:\/\//.test(address) ? address : `http://${address}`}:${port}`).origin;
}

function databaseUrl(inventory: z.infer<typeof document>['configuration']['inventory']): string {
  const protocol = protocols[inventory.DbType.trim().toLowerCase()];
  const account = `${encodeURIComponent(inventory.DbUser)}:${encodeURIComponent(inventory.DbPassword)}`;
  const place = `${inventory.DbAddress.trim()}:${inventory.DbPort.trim()}`;
  return `${protocol}://${account}@${place}/${encodeURIComponent(inventory.DbName)}`;
}
