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

/** Hours between two contacts. */
export function prologFrequency(parameters: readonly Parameter[], settings: Settings): number {
  return effectiveValue('PROLOG_FREQ', parameters, 'smallest', settings.PROLOG_FREQ);
}
