import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Attribute } from '../api/types.ts';
import { isCardSummary } from '../values/value-text.ts';
import { CardPicker } from './card-picker.tsx';
import type { FieldDraft } from './draft.ts';
import type { LookupChoices } from './lookup-choices.ts';
import { LookupInput, LookupsInput } from './lookup-input.tsx';
import { MoneyInput } from './money-input.tsx';

export interface FieldProps {
  attribute: Attribute;
  draft: FieldDraft;
  fault: string | undefined;
  /** What the whole form has chosen of lookups. */
  chosen: LookupChoices;
  change: (draft: FieldDraft) => void;
}

const inputTypes: Partial<Record<Attribute['type'], string>> = {
  date: 'date',
  timestamp: 'datetime-local',
  url: 'url',
};

/** How a value is written, where the type alone does not say. */
const placeholders: Partial<Record<Attribute['type'], string>> = {
  interval: 'P3Y6M, PT8H',
  ipNetwork: '10.1.0.0/16',
};

/** The control of one attribute, by its type. */
export function FieldInput(props: FieldProps) {
  const { attribute, draft, fault, change } = props;
  if (attribute.type === 'reference') return <ReferenceInput {...props} />;
  if (attribute.type === 'lookup') return <LookupInput {...props} />;
  if (attribute.type === 'lookupArray') return <LookupsInput {...props} />;
  if (attribute.type === 'money') return <MoneyInput {...props} />;
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
      placeholder={placeholders[attribute.type]}
      inputMode={isNumber ? 'decimal' : undefined}
      onChange={(event) => change(event.currentTarget.value)}
    />
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
