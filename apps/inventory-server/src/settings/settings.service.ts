import { InvalidInputError, NotFoundError } from '@popis/errors';
import type { SettingAnswer } from '@popis/inventory-administration';
import type { AdminCaller, Administration } from '../admin/administration.ts';
import type { Statements } from '../database/database.ts';
import { log } from '../logger.ts';
import {
  checkSetting,
  findSettingRule,
  isNumberRange,
  SETTING_RULES,
  type SettingRule,
} from './setting-rules.ts';
import { type GivenSettings, readGlobalSettings, readHeldSettings } from './settings.read-model.ts';
import { deleteHeldSetting, isHolder, writeGlobalSetting, writeHeldSetting } from './settings.repository.ts';

type Value = number | string;

/** The settings for all. */
export async function listGlobalSettings({ store }: Administration): Promise<SettingAnswer[]> {
  const given = await readGlobalSettings(store.database.statements);
  return SETTING_RULES.filter((rule) => rule.isGlobal).map((rule) => toAnswer(rule, given));
}

/** What a device or group has of its own. @throws NotFoundError when there is no such one. */
export async function listHeldSettings({ store }: Administration, holder: number): Promise<SettingAnswer[]> {
  const { statements } = store.database;
  await requireHolder(statements, holder);
  const given = await readHeldSettings(statements, holder);
  return SETTING_RULES.filter((rule) => rule.isHeld).map((rule) => toAnswer(rule, given));
}

/**
 * Gives a setting a value, for all or for one holder; one that it has already writes nothing.
 * @throws NotFoundError when there is no such setting or holder. @throws InvalidInputError naming its range.
 */
export async function giveSetting(
  administration: Administration,
  caller: AdminCaller,
  target: { name: string; holder: number | null },
  given: { value: Value; reason?: string | undefined },
): Promise<SettingAnswer> {
  const rule = requireRule(target);
  const faults = checkSetting(rule, given.value);
  if (faults.length > 0) {
    throw new InvalidInputError(`${rule.name} cannot have this value`, faults);
  }
  await change(administration, caller, target, given.value, given.reason);
  return toAnswer(rule, new Map([[rule.name, given.value]]));
}

/** Takes from a device or group what it has of its own. */
export async function takeSetting(
  administration: Administration,
  caller: AdminCaller,
  target: { name: string; holder: number },
): Promise<void> {
  requireRule(target);
  await change(administration, caller, target, null, undefined);
}

async function change(
  { store, settingHistory }: Administration,
  caller: AdminCaller,
  { name, holder }: { name: string; holder: number | null },
  value: Value | null,
  reason: string | undefined,
): Promise<void> {
  const made = await store.database.transaction(`setting:${holder ?? ''}:${name}`, async (statements) => {
    const before = (await readGiven(statements, holder)).get(name) ?? null;
    if (before === value) {
      return undefined;
    }
    await write(statements, name, holder, value);
    const written = {
      atMs: Date.now(),
      actor: caller.actor,
      name,
      holder,
      before: before === null ? null : String(before),
      after: value === null ? null : String(value),
      reason: reason ?? null,
    };
    await settingHistory.write(statements, written);
    return written;
  });
  if (made !== undefined) {
    settingHistory.remember(made);
    log.info({ requestId: caller.requestId, ...made }, 'setting changed');
  }
}

async function readGiven(statements: Statements, holder: number | null): Promise<GivenSettings> {
  if (holder === null) {
    return await readGlobalSettings(statements);
  }
  await requireHolder(statements, holder);
  return await readHeldSettings(statements, holder);
}

async function write(
  statements: Statements,
  name: string,
  holder: number | null,
  value: Value | null,
): Promise<void> {
  const stored = {
    number: typeof value === 'number' ? value : null,
    text: typeof value === 'string' ? value : null,
  };
  if (holder === null) {
    await writeGlobalSetting(statements, name, stored);
  } else if (value === null) {
    await deleteHeldSetting(statements, holder, name);
  } else {
    await writeHeldSetting(statements, holder, name, stored);
  }
}

function requireRule({ name, holder }: { name: string; holder: number | null }): SettingRule {
  const rule = findSettingRule(name, holder !== null);
  if (rule === undefined) {
    const whose = holder === null ? 'for all' : 'that a device or group can have';
    throw new NotFoundError(`There is no setting ${name} ${whose}`);
  }
  return rule;
}

async function requireHolder(statements: Statements, holder: number): Promise<void> {
  if (!(await isHolder(statements, holder))) {
    throw new NotFoundError(`There is no device or group ${holder}`);
  }
}

function toAnswer(rule: SettingRule, given: GivenSettings): SettingAnswer {
  const { name, description, range } = rule;
  const [least, most] = isNumberRange(range) ? range : [null, null];
  const words = isNumberRange(range) ? null : [...range];
  return { name, description, value: given.get(name) ?? null, default: rule.default, least, most, words };
}
