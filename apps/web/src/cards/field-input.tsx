import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lookupQuery } from '../api/queries.ts';
import type { Attribute } from '../api/types.ts';
import { isCardSummary } from '../values/value-text.ts';
import { CardPicker } from './card-picker.tsx';
import type { FieldDraft } from './draft.ts';

export interface FieldProps {
  attribute: Attribute;
  draft: FieldDraft;
  fault: string | undefined;
  change: (draft: FieldDraft) => void;
}

const inputTypes: Partial<Record<Attribute['type'], string>> = {
  date: 'date',
  timestamp: 'datetime-local',
  url: 'url',
};

/** The control of one attribute, by its type. */
export function FieldInput(props: FieldProps) {
  const { attribute, draft, fault, change } = props;
  if (attribute.type === 'reference') return <ReferenceInput {...props} />;
  if (attribute.type === 'lookup') return <LookupInput {...props} />;
  const label = attribute.unit === null ? attribute.label : `${attribute.label} (${attribute.unit})`;
  const common = {
    label,
    value: typeof draft === 'string' ? draft : '',
    withAsterisk: attribute.mandatory,
    error: fault,
    size: 'sm',
  } as const;
  if (attribute.type === 'boolean') {
    return (
      <NativeSelect {...common} onChange={(event) => change(event.currentTarget.value)}>
        <option value="">—</option>
        <option value="true">Yes</option>
        <option value="false">No</option>
      </NativeSelect>
    );
  }
  if (attribute.type === 'text' || attribute.type === 'json') {
    return (
      <Textarea
        {...common}
        rows={4}
        resize="vertical"
        onChange={(event) => change(event.currentTarget.value)}
      />
    );
  }
  const isNumber = attribute.type === 'integer' || attribute.type === 'decimal';
  return (
    <TextInput
      {...common}
      type={inputTypes[attribute.type] ?? 'text'}
      inputMode={isNumber ? 'decimal' : undefined}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function LookupInput({ attribute, draft, fault, change }: FieldProps) {
  const values = useQuery(lookupQuery(attribute.lookup ?? ''));
  const code = typeof draft === 'string' ? draft : '';
  // A value that is not given out any more stays where it is until somebody chooses another.
  const offered = (values.data ?? []).filter((value) => value.active || value.code === code);
  const known = offered.some((value) => value.code === code);
  return (
    <NativeSelect
      label={attribute.label}
      withAsterisk={attribute.mandatory}
      error={fault ?? (values.isError ? 'The values could not be loaded.' : undefined)}
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

function ReferenceInput({ attribute, draft, fault, change }: FieldProps) {
  return (
    <CardPicker
      label={attribute.label}
      mandatory={attribute.mandatory}
      className={attribute.references}
      picked={isCardSummary(draft) ? draft : null}
      fault={fault}
      pick={change}
    />
  );
}
