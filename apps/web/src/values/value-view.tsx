import { Link } from '@tanstack/react-router';
import type { Attribute, CardSummary } from '../api/types.ts';
import { LookupLabel, LookupLabels } from './lookup-label.tsx';
import { Timestamp } from './timestamp.tsx';
import { cardTitle, formatValue, isCardSummary, isCodes, isSafeAddress } from './value-text.ts';

export function CardLink({ card }: { card: CardSummary }) {
  return (
    <Link className="link" to="/cards/$id" params={{ id: card.id }}>
      {cardTitle(card)}
    </Link>
  );
}

/** One value, shown as its type wants. Values are text and nothing else: nothing here makes HTML of them. */
export function ValueView({
  value,
  attribute,
}: {
  value: unknown;
  attribute?: Pick<Attribute, 'type' | 'lookup'>;
}) {
  if (value === null || value === undefined) {
    return (
      <span className="dim">
        <span aria-hidden="true">—</span>
        <span className="hidden-text">no value</span>
      </span>
    );
  }
  if (value === '') return <span className="dim">(empty)</span>;
  if (isCardSummary(value)) return <CardLink card={value} />;
  if (attribute?.type === 'lookupArray' && isCodes(value)) {
    return <LookupLabels lookup={attribute.lookup ?? ''} codes={value} />;
  }
  if (typeof value === 'object') return <code className="mono">{JSON.stringify(value)}</code>;
  const text = formatValue(value, attribute?.type);
  if (attribute?.type === 'lookup' && attribute.lookup) {
    return <LookupLabel lookup={attribute.lookup} code={text} />;
  }
  if (attribute?.type === 'timestamp') return <Timestamp at={String(value)} />;
  if (attribute?.type === 'url' && isSafeAddress(text)) {
    return (
      <a className="link" href={text} rel="noreferrer noopener" target="_blank">
        {text}
      </a>
    );
  }
  return <>{text}</>;
}

export function isNumeric(attribute: Pick<Attribute, 'type'>): boolean {
  return ['integer', 'decimal', 'money'].includes(attribute.type);
}
