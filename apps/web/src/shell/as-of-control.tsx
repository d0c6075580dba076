import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { formatAsOf, parseAsOf, toAsOfInstant, toDay } from '../values/instants.ts';
import { useAsOf } from './as-of.ts';

const EARLIEST_YEAR = 1990;

/** A year is typed digit by digit: the year 0002 is a date, and nobody means it. */
function isMeant(day: string): boolean {
  return Number(day.slice(0, 4)) >= EARLIEST_YEAR;
}

/** Changing the point in time starts lists at their first page, whose cursor belongs to another state. */
export function AsOfControl() {
  const { asOf } = useAsOf();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(toDay(asOf));
  useEffect(() => setDraft(toDay(asOf)), [asOf]);

  function take(day: string, unfinished: boolean) {
    setDraft(day);
    if (unfinished || (day !== '' && !isMeant(day))) return;
    void navigate({
      to: '.',
      search: (search) => ({ ...search, cursor: undefined, from: undefined, asOf: parseAsOf(day) }),
    });
  }
  return (
    <label className="shell-as-of">
      As of
      <input
        type="date"
        value={draft}
        onChange={(event) => take(event.currentTarget.value, event.currentTarget.validity.badInput)}
      />
    </label>
  );
}

export function AsOfBanner() {
  const { asOf } = useAsOf();
  if (asOf === undefined) return null;
  return (
    <div className="banner" role="status">
      <strong title={toAsOfInstant(asOf)}>Viewing {formatAsOf(asOf)}</strong>
      <span>Everything is shown as it stood then, and cannot be edited.</span>
      <Link to="." search={(search) => ({ ...search, cursor: undefined, from: undefined, asOf: undefined })}>
        Back to now
      </Link>
    </div>
  );
}
