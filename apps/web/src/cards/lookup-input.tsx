import { type ComboboxItem, type ComboboxItemGroup, MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lookupQuery } from '../api/queries.ts';
import { formatCodes, parseCodes } from './draft.ts';
import type { FieldProps } from './field-input.tsx';
import { groupByAncestors, type LookupGroup } from './lookup-groups.ts';

const failed = 'The values could not be loaded.';

/** One value of a lookup. */
export function LookupInput({ attribute, draft, fault, change }: FieldProps) {
  const values = useQuery(lookupQuery(attribute.lookup ?? ''));
  const code = typeof draft === 'string' ? draft : '';
  // A value that is not given out any more stays where it is until somebody chooses another.
  const offered = (values.data ?? []).filter((value) => value.active || value.code === code);
  const known = offered.some((value) => value.code === code);
  return (
    <NativeSelect
      label={attribute.label}
      withAsterisk={attribute.mandatory}
      error={fault ?? (values.isError ? failed : undefined)}
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
export function LookupsInput({ attribute, draft, fault, change }: FieldProps) {
  const values = useQuery(lookupQuery(attribute.lookup ?? ''));
  const codes = parseCodes(draft);
  const known = values.data ?? [];
  const offered = known.filter((value) => value.active || codes.includes(value.code));
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

function toItems({ label: group, values }: LookupGroup): (ComboboxItem | ComboboxItemGroup<ComboboxItem>)[] {
  const items = values.map(({ code, label }) => ({ value: code, label }));
  return group === '' ? items : [{ group, items }];
}
