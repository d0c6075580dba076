import type { Settings } from '../settings.read-model.ts';

/** A parameter given to a device, or to a group it belongs to (table `devices`). */
export interface Parameter {
  name: string;
  number: number | null;
  text: string | null;
  isOwn: boolean;
}

/** Which of several groups' values counts. */
export type GroupRule = 'largest' | 'smallest';

/** Value for a device: its own, else that of its groups by the rule, else the setting. */
export function effectiveValue(
  name: string,
  parameters: readonly Parameter[],
  rule: GroupRule,
  setting: number | undefined,
): number {
  const own: number[] = [];
  const groups: number[] = [];
  for (const parameter of parameters) {
    if (parameter.name === name && parameter.number !== null) {
      (parameter.isOwn ? own : groups).push(parameter.number);
    }
  }
  const candidates = own.length > 0 ? own : groups;
  if (candidates.length === 0) {
    return setting ?? 0;
  }
  return rule === 'largest' ? Math.max(...candidates) : Math.min(...candidates);
}

/**
 * Value of how packages are fetched: of the device, else of its groups by the rule, else the setting. To OCS a 0 of a
 * device or group says nothing (Capacities/Download.pm).
 */
export function effectivePace(
  name: string,
  parameters: readonly Parameter[],
  rule: GroupRule,
  setting: number | undefined,
): number {
  const told = parameters.filter((parameter) => parameter.number !== 0);
  return effectiveValue(name, told, rule, setting);
}

/** Whether a function is on for a device: a group may forbid it for good, else the device's own value counts. */
export function isSwitchedOn(name: string, parameters: readonly Parameter[]): boolean {
  const given = parameters.filter((parameter) => parameter.name === name && parameter.number !== null);
  const isForbidden = given.some((parameter) => !parameter.isOwn && parameter.number === 0);
  const own = given.find((parameter) => parameter.isOwn);
  return !isForbidden && own?.number !== 0;
}

/** Text for a device: its own, else one of its groups', else the setting. */
export function effectiveText(name: string, parameters: readonly Parameter[], setting: string): string {
  const given = parameters.filter((parameter) => parameter.name === name && parameter.text);
  const own = given.find((parameter) => parameter.isOwn);
  return own?.text ?? given[0]?.text ?? setting;
}

/** Frequency in days of a device: the smallest among its own and its groups' values; undefined when none is given. */
export function givenFrequency(parameters: readonly Parameter[]): number | undefined {
  const values: number[] = [];
  for (const parameter of parameters) {
    if (parameter.name === 'FREQUENCY' && parameter.number !== null) {
      values.push(parameter.number);
    }
  }
  return values.length === 0 ? undefined : Math.min(...values);
}

/** Hours between two contacts; the 0 of a group says nothing. */
export function prologFrequency(parameters: readonly Parameter[], settings: Settings): number {
  const told = parameters.filter((parameter) => parameter.isOwn || parameter.number !== 0);
  return effectiveValue('PROLOG_FREQ', told, 'smallest', settings.PROLOG_FREQ);
}
