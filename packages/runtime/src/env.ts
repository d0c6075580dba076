import { readFileSync } from 'node:fs';
import { type Fault, InvalidInputError } from '@popis/errors';

/** How one environment variable is read. Build it with {@link text}, {@link port}, {@link oneOf} …; see {@link parseEnv}. */
export interface EnvVariable<T> {
  /** What an unset or empty variable means; without it the variable is mandatory. */
  whenAbsent?: { value: T };
  read(text: string): { value: T } | { fault: string };
}

type Values<Spec> = { [Name in keyof Spec]: Spec[Name] extends EnvVariable<infer T> ? T : never };

/**
 * Reads the variables named by the keys of `spec`. An empty variable counts as unset.
 *
 * @throws InvalidInputError listing *all* faults, each under the name of its variable.
 * @example
 * const env = parseEnv(process.env, {
 *   DATABASE_URL: url(['postgres:', 'postgresql:']),
 *   PORT: withDefault(port(), 8080),
 *   WEB_ROOT: optional(text()),
 * });
 */
export function parseEnv<Spec extends Record<string, EnvVariable<unknown>>>(
  env: Readonly<Record<string, string | undefined>>,
  spec: Spec,
): Values<Spec> {
  const faults: Fault[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(spec)) {
    const result = readVariable(variable, env[name]?.trim() ?? '');
    if ('fault' in result) faults.push({ path: name, message: result.fault });
    else values[name] = result.value;
  }
  if (faults.length > 0) throw new InvalidInputError('The environment variables have faults', faults);
  return values as Values<Spec>;
}

function readVariable<T>(variable: EnvVariable<T>, given: string): { value: T } | { fault: string } {
  if (given !== '') return variable.read(given);
  return variable.whenAbsent ?? { fault: 'must be set' };
}

/** Any text. */
export function text(): EnvVariable<string> {
  return { read: (given) => ({ value: given }) };
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): EnvVariable<number> {
  return {
    read: (given) => {
      const value = Number(given);
      const fits = /^-?\d+$/.test(given) && value >= least && value <= most;
      return fits ? { value } : { fault: `must be a whole number from ${least} to ${most}, not "${given}"` };
    },
  };
}

/** A TCP port; 0 lets the system choose a free one. */
export function port(): EnvVariable<number> {
  return wholeNumber(0, 65_535);
}

/** One of a closed list of words. */
export function oneOf<const Word extends string>(words: readonly Word[]): EnvVariable<Word> {
  return {
    read: (given) => {
      const value = words.find((word) => word === given);
      return value === undefined
        ? { fault: `must be one of ${words.join(', ')}, not "${given}"` }
        : { value };
    },
  };
}

/** A URL with one of `protocols` (each with its colon). Faults never repeat the value: it may hold a password. */
export function url(protocols: readonly string[]): EnvVariable<string> {
  return {
    read: (given) => {
      const protocol = URL.canParse(given) ? new URL(given).protocol : undefined;
      if (protocol !== undefined && protocols.includes(protocol)) return { value: given };
      const starts = protocols.map((allowed) => `${allowed}//`);
      return { fault: `must be a URL that starts with ${starts.join(' or ')}` };
    },
  };
}

/** Words parted by commas; blanks around them and empty ones do not count. */
export function list(): EnvVariable<string[]> {
  return { read: (given) => ({ value: splitList(given) }) };
}

function splitList(given: string): string[] {
  const words: string[] = [];
  for (const word of given.split(',')) {
    if (word.trim() !== '') words.push(word.trim());
  }
  return words;
}

/** The text of the file that the variable names, without surrounding blanks: how a process is given a secret. */
export function secretFile(): EnvVariable<string> {
  return {
    read: (given) => {
      try {
        const value = readFileSync(given, 'utf8').trim();
        return value === '' ? { fault: `names an empty file: ${given}` } : { value };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { fault: `names a file that cannot be read: ${reason}` };
      }
    },
  };
}

/** The variable may be unset. */
export function optional<T>(variable: EnvVariable<T>): EnvVariable<T | undefined> {
  return { ...variable, whenAbsent: { value: undefined } };
}

/** The variable may be unset and then has this value. */
export function withDefault<T, Default extends T>(variable: EnvVariable<T>, value: Default): EnvVariable<T> {
  return { ...variable, whenAbsent: { value } };
}

/** `LOG_LEVEL` of this process. A loggerless process could say nothing of a bad level, so that one means `info`. */
export function readLogLevel(
  env: Readonly<Record<string, string | undefined>> = process.env,
): 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent' {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
  return levels.find((level) => level === env.LOG_LEVEL) ?? 'info';
}
