import type { Fault } from '@popis/errors';
import { DEFAULT_SETTINGS } from '../schema/default-settings.ts';

/** A setting that people may change: its values, and whom it can be given to besides all. */
export interface SettingRule {
  name: string;
  description: string;
  default: number | string;
  /** Least and most of a number, or the words it can be. */
  range: readonly [number, number] | readonly string[];
  /** `devices` and `groups` can have it of their own. */
  isHeld: boolean;
  /** It stands for all; the others only devices and groups can have. */
  isGlobal: boolean;
}

type Kind = 'all' | 'held' | 'held only';

function number(
  name: string,
  range: readonly [number, number],
  kind: Kind,
  description: string,
): SettingRule {
  const value = DEFAULT_SETTINGS[name] ?? 0;
  return { name, description, default: value, range, isHeld: kind !== 'all', isGlobal: kind !== 'held only' };
}

function word(name: string, words: readonly [string, ...string[]], description: string): SettingRule {
  return { name, description, default: words[0], range: words, isHeld: true, isGlobal: true };
}

const SWITCH = [0, 1] as const;

/** Settings that this server reads (tables `config` and `devices`), and those of our own, whose names begin with POPIS_. */
export const SETTING_RULES: readonly SettingRule[] = [
  number('FREQUENCY', [-1, 3_650], 'held', 'Days between two inventories; 0 = at every contact, -1 = never'),
  number('PROLOG_FREQ', [1, 8_760], 'held', 'Hours between two contacts'),
  number('INVENTORY_ON_STARTUP', SWITCH, 'held', 'Whether an agent reports when it starts'),
  number('INVENTORY_DIFF', SWITCH, 'all', 'Whether the word of an agent on what has not changed is taken'),
  number('ACCEPT_TAG_UPDATE_FROM_CLIENT', SWITCH, 'all', 'Whether an agent may change the TAG of its device'),
  number('TRACE_DELETED', SWITCH, 'all', 'Whether replaced and deleted devices are noted for consumers'),
  number('REGISTRY', SWITCH, 'all', 'Whether values of the registry of Windows are asked for'),
  number('IPDISCOVER', [0, 100], 'all', 'Devices that scan a subnet; 0 = none'),
  number('IPDISCOVER_LATENCY', [0, 60_000], 'held', 'Milliseconds between two probes of a scan'),
  number('IPDISCOVER_MAX_ALIVE', [1, 365], 'all', 'Days without contact after which a scanner is replaced'),
  number(
    'IPDISCOVER_BETTER_THRESHOLD',
    [0, 365],
    'all',
    'By how many days more often a better scanner has to come',
  ),
  number('IPDISCOVER_NO_POSTPONE', SWITCH, 'all', 'Whether who comes first scans'),
  number('IPDISCOVER_USE_GROUPS', SWITCH, 'all', 'Whether groups can forbid their devices to scan'),
  word('SCAN_TYPE_IPDISCOVER', ['ICMP', 'ARPSCAN', 'NMAP'], 'How subnets are scanned'),
  number('DOWNLOAD', SWITCH, 'all', 'Whether packages are deployed'),
  number(
    'DOWNLOAD_SWITCH',
    SWITCH,
    'held only',
    'Whether packages are deployed here; a group at 0 forbids it',
  ),
  number('DOWNLOAD_CYCLE_LATENCY', [0, 86_400], 'held', 'Seconds between two rounds over the packages'),
  number('DOWNLOAD_FRAG_LATENCY', [0, 86_400], 'held', 'Seconds between two fragments'),
  number('DOWNLOAD_PERIOD_LATENCY', [0, 86_400], 'held', 'Seconds between two periods'),
  number('DOWNLOAD_PERIOD_LENGTH', [1, 1_000], 'held', 'Rounds in a period'),
  number('DOWNLOAD_TIMEOUT', [1, 3_650], 'held', 'Days after which an agent gives a package up'),
  number('DOWNLOAD_EXECUTION_TIMEOUT', [1, 86_400], 'held', 'Seconds that a package may run'),
  number('ENABLE_GROUPS', SWITCH, 'all', 'Whether what is set for groups counts'),
  number(
    'GROUPS_CACHE_REVALIDATE',
    [60, 31_536_000],
    'all',
    'Seconds until the members of groups are found anew',
  ),
  number('INVENTORY_SESSION_ONLY', SWITCH, 'all', 'Whether an inventory is refused that was not asked for'),
  number('SESSION_VALIDITY_TIME', [10, 86_400], 'all', 'Seconds within which an inventory has to follow'),
  own('POPIS_CONTACT_DAYS', 30, [1, 3_650], 'Days that contacts are kept'),
  own('POPIS_RAW_REPORTS', 3, [0, 100], 'Reports of a device that are kept as they came; 0 = none'),
];

function own(
  name: string,
  value: number,
  range: readonly [number, number],
  description: string,
): SettingRule {
  return { name, description, default: value, range, isHeld: false, isGlobal: true };
}

/** The rule of a setting, for all or for a holder, if there is such a one. */
export function findSettingRule(name: string, isHeld: boolean): SettingRule | undefined {
  return SETTING_RULES.find((rule) => rule.name === name && (isHeld ? rule.isHeld : rule.isGlobal));
}

export function isNumberRange(range: SettingRule['range']): range is readonly [number, number] {
  return typeof range[0] === 'number';
}

/** What is wrong with a value for a setting. */
export function checkSetting(rule: SettingRule, value: number | string): Fault[] {
  if (isNumberRange(rule.range)) {
    const [least, most] = rule.range;
    const fits = typeof value === 'number' && value >= least && value <= most;
    return fits ? [] : [{ path: 'value', message: `must be a whole number from ${least} to ${most}` }];
  }
  const fits = rule.range.some((word) => word === value);
  return fits ? [] : [{ path: 'value', message: `must be one of ${rule.range.join(', ')}` }];
}
