import { Link } from '@tanstack/react-router';
import { formatCount } from '../values/value-text.ts';

/** What stays as it is, and why. */
export interface LeftItem {
  cardId: string;
  class: string;
  key: string | null;
  attribute: string | null;
  reason: string;
}

/** What is done to how many. */
export function EffectList({ effects }: { effects: readonly (readonly [text: string, count: number])[] }) {
  return (
    <dl className="undo-effects">
      {effects.map(([text, count]) => (
        <div key={text}>
          <dt>{text}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The first of what is left; nothing where nothing is. */
export function LeftList({ left, total }: { left: readonly LeftItem[]; total: number }) {
  if (left.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled with the keyboard
    <section className="left-list" aria-label="What is left and why" tabIndex={0}>
      <ul className="changes in-text">
        {left.map((each) => (
          <li key={`${each.cardId} ${each.attribute ?? ''} ${each.reason}`}>
            {each.class}{' '}
            <Link className="link" to="/cards/$id" params={{ id: each.cardId }} target="_blank">
              {each.key ?? '(no key)'}
            </Link>
            {each.attribute === null ? '' : ` ${each.attribute}`}: {each.reason}
          </li>
        ))}
      </ul>
      {left.length < total ? <p className="dim">These are the first {formatCount(left.length)}.</p> : null}
    </section>
  );
}
