import { NativeSelect, TextInput } from '@mantine/core';
import { currencyDigits } from '@popis/model';
import { useState } from 'react';
import { formatMoneyDraft, parseMoneyDraft } from './draft.ts';
import type { FieldProps } from './field-input.tsx';

const currencies = [...currencyDigits.keys()].sort();
const usual = 'EUR';

/** An amount and its currency; the currency alone is no value. */
export function MoneyInput({ attribute, draft, fault, change }: FieldProps) {
  const { amount, currency } = parseMoneyDraft(draft);
  const [chosen, choose] = useState(currency || usual);
  const shown = currency || chosen;
  return (
    <div className="money-field">
      <TextInput
        label={attribute.label}
        withAsterisk={attribute.mandatory}
        error={fault}
        size="sm"
        inputMode="decimal"
        value={amount}
        onChange={(event) => change(formatMoneyDraft(event.currentTarget.value, shown))}
      />
      <NativeSelect
        label={<span className="hidden-text">{`Currency of ${attribute.label}`}</span>}
        size="sm"
        data={currencies.includes(shown) ? currencies : [shown, ...currencies]}
        value={shown}
        onChange={(event) => {
          choose(event.currentTarget.value);
          change(formatMoneyDraft(amount, event.currentTarget.value));
        }}
      />
    </div>
  );
}
