import { Link } from '@tanstack/react-router';
import type { RunUndo } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';
import { effectsOf } from './undo-text.ts';

/** What an undo would do or did, and what it leaves with the reason of each. */
export function UndoEffects({ undo }: { undo: RunUndo }) {
  const effects = effectsOf(undo.counts);
  if (effects.length === 0) return <p>The run wrote nothing that could be taken back.</p>;
  return (
    <>
      <dl className="undo-effects">
        {effects.map(([text, count]) => (
          <div key={text}>
            <dt>{text}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {undo.left.length === 0 ? null : <LeftList undo={undo} />}
    </>
  );
}

function LeftList({ undo }: { undo: RunUndo }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled with the keyboard
    <section className="left-list" aria-label="What is left and why" tabIndex={0}>
      <ul className="changes in-text">
        {undo.left.map((left) => (
          <li key={`${left.cardId} ${left.attribute ?? ''} ${left.reason}`}>
            {left.class}{' '}
            <Link className="link" to="/cards/$id" params={{ id: left.cardId }} target="_blank">
              {left.key ?? '(no key)'}
            </Link>
            {left.attribute === null ? '' : ` ${left.attribute}`}: {left.reason}
          </li>
        ))}
      </ul>
      {undo.left.length < undo.counts.left ? (
        <p className="dim">These are the first {formatCount(undo.left.length)}.</p>
      ) : null}
    </section>
  );
}
