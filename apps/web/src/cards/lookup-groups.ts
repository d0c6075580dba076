import type { LookupValue } from '../api/types.ts';

/** Values below the same ones; `label` is empty where there is nothing above. */
export interface LookupGroup {
  label: string;
  values: LookupValue[];
}

/** Values by what stands above them, the topmost first: `Dell` above its models. */
export function groupByAncestors(values: readonly LookupValue[]): LookupGroup[] {
  const groups = new Map<string, LookupGroup>();
  for (const value of values) {
    const label = [...value.ancestors]
      .reverse()
      .map((above) => above.label)
      .join(' / ');
    const group = groups.get(label) ?? { label, values: [] };
    group.values.push(value);
    groups.set(label, group);
  }
  return [...groups.values()];
}
