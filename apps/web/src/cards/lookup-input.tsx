import { MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lookupQuery } from '../api/queries.ts';
import { formatCodes, parseCodes } from './draft.ts';
import type { FieldProps } from './field-input.tsx';

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
      {offered.map((value) => (
        <option key={value.code} value={value.code}>
          {value.label}
        </option>
      ))}
    </NativeSelect>
  );
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
        ...offered.map(({ code, label }) => ({ value: code, label })),
        ...others.map((code) => ({ value: code, label: code })),
      ]}
      value={codes}
      onChange={(picked) => change(formatCodes(picked))}
    />
  );
}
