import { type ComboboxItem, type ComboboxItemGroup, MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lookupQuery } from '../api/queries.ts';
import type { LookupValue } from '../api/types.ts';
import { formatCodes, parseCodes } from './draft.ts';
import type { FieldProps } from './field-input.tsx';
import { type LookupChoices, narrowValues } from './lookup-choices.ts';
import { groupByAncestors, type LookupGroup } from './lookup-groups.ts';

const failed = 'The values could not be loaded.';

/** One value of a lookup. */
export function LookupInput({ attribute, draft, fault, chosen, change }: FieldProps) {
  const values = useQuery(lookupQuery(attribute.lookup ?? ''));
  const code = typeof draft === 'string' ? draft : '';
  const offered = listOffered(values.data ?? [], chosen, [code]);
  const known = offered.some((value) => value.code === code);
  const isElsewhere = known && !narrowValues(offered, chosen).some((value) => value.code === code);
  return (
    <NativeSelect
      label={attribute.label}
      withAsterisk={attribute.mandatory}
      error={fault ?? (values.isError ? failed : undefined)}
      description={isElsewhere ? 'Not below what another field says.' : undefined}
      value={code}
      onChange={(event) => change(event.currentTarget.value)}
    >
      <option value="">—</option>
      {known || code === '' ? null : <option value={code}>{code}</option>}
      {groupByAncestors(offered).map((group) => (
        <LookupOptions key={group.label} {...group} />
      ))}
    </NativeSelect>
  );
}

function LookupOptions({ label, values }: LookupGroup) {
  const options = values.map((value) => (
    <option key={value.code} value={value.code} title={value.description}>
      {value.label}
    </option>
  ));
  return label === '' ? options : <optgroup label={label}>{options}</optgroup>;
}

/** Several values of a lookup. */
export function LookupsInput({ attribute, draft, fault, chosen, change }: FieldProps) {
  const values = useQuery(lookupQuery(attribute.lookup ?? ''));
  const codes = parseCodes(draft);
  const known = values.data ?? [];
  const offered = listOffered(known, chosen, codes);
  const others = codes.filter((code) => known.every((value) => value.code !== code));
  return (
    <MultiSelect
      label={attribute.label}
      withAsterisk={attribute.mandatory}
      error={fault ?? (values.isError ? failed : undefined)}
      size="sm"
      searchable
      clearable
      data={[
        ...groupByAncestors(offered).flatMap(toItems),
        ...others.map((code) => ({ value: code, label: code })),
      ]}
      value={codes}
      onChange={(picked) => change(formatCodes(picked))}
    />
  );
}

/**
 * The values that can be chosen. One that is not given out any more, or is not below what another field has chosen since, stays where
 * it is until somebody chooses another.
 */
function listOffered(
  values: readonly LookupValue[],
  chosen: LookupChoices,
  standing: readonly string[],
): LookupValue[] {
  const narrowed = new Set(narrowValues(values, chosen).map(({ code }) => code));
  return values.filter(({ code, active }) => (active && narrowed.has(code)) || standing.includes(code));
}

function toItems({ label: group, values }: LookupGroup): (ComboboxItem | ComboboxItemGroup<ComboboxItem>)[] {
  const items = values.map(({ code, label }) => ({ value: code, label }));
  return group === '' ? items : [{ group, items }];
}
