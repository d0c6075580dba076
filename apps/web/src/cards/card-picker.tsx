import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { cardsQuery } from '../api/queries.ts';
import type { Card, CardSummary } from '../api/types.ts';
import { ClassLabel } from '../values/class-label.tsx';
import { cardTitle, formatCount } from '../values/value-text.ts';

const SHOWN = 20;
const PAUSE_MS = 200;

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function toSummary(card: Card): CardSummary {
  const { Code, Description } = card.attributes;
  return {
    id: card.id,
    class: card.class,
    code: textOrNull(Code),
    description: textOrNull(Description),
  };
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}

/** Finds one card of a class (or of its descendants) by what is typed. */
export function CardPicker({
  label,
  className,
  picked,
  pick,
  fault,
  mandatory = false,
}: {
  label: string;
  className: string | undefined;
  picked: CardSummary | null;
  pick: (card: CardSummary | null) => void;
  fault?: string | undefined;
  mandatory?: boolean;
}) {
  const [text, setText] = useState<string>();
  const query = usePaused(text ?? '');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setText(undefined);
    },
  });
  const cards = useQuery({
    ...cardsQuery(className ?? '', { limit: SHOWN, ...(query === '' ? {} : { query }) }),
    enabled: className !== undefined && combobox.dropdownOpened,
  });
  const found = (cards.data?.items ?? []).map(toSummary);
  // The last answer stays in sight while the next one comes, but would move under the pointer: it cannot be picked from.
  const isStale = cards.isPlaceholderData || query !== (text ?? '');
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        pick(found.find((card) => card.id === id) ?? null);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          withAsterisk={mandatory}
          error={fault}
          placeholder={className === undefined ? '' : `Search ${className}`}
          disabled={className === undefined}
          value={text ?? (picked === null ? '' : cardTitle(picked))}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          rightSection={
            picked === null ? null : (
              <CloseButton
                size="sm"
                aria-label={`Clear ${label}`}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(null)}
              />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={label}>
          {found.map((card) => (
            <Combobox.Option key={card.id} value={card.id} active={card.id === picked?.id} disabled={isStale}>
              {cardTitle(card)}{' '}
              <span className="dim small">
                <ClassLabel name={card.class} />
              </span>
            </Combobox.Option>
          ))}
          {cards.data?.total === 0 && !isStale ? <Combobox.Empty>No card fits</Combobox.Empty> : null}
          {cards.isPending ? <Combobox.Empty>Loading …</Combobox.Empty> : null}
          {cards.isError ? <Combobox.Empty>{cards.error.message}</Combobox.Empty> : null}
        </Combobox.Options>
        {cards.data !== undefined && cards.data.total > found.length ? (
          <Combobox.Footer className="dim small">
            {found.length} of {formatCount(cards.data.total)} shown; type to narrow
          </Combobox.Footer>
        ) : null}
      </Combobox.Dropdown>
    </Combobox>
  );
}
