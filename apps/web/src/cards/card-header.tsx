import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { historyQuery, relationsQuery } from '../api/queries.ts';
import type { Card, ClassDetail } from '../api/types.ts';
import { useAsOf } from '../shell/as-of.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { formatValue } from '../values/value-text.ts';
import { CardLink } from '../values/value-view.tsx';
import { formatActor } from './history-sentences.ts';
import { findLocation } from './location.ts';
import { RetireCard } from './retire-card.tsx';

export function CardHeader({
  card,
  definition,
  editable,
}: {
  card: Card;
  definition: ClassDetail;
  editable: boolean;
}) {
  const { Code: code, Description: description } = card.attributes;
  const named = code !== null && code !== undefined && code !== '';
  return (
    <header className="page-head">
      <div>
        <Link className="link small" to="/classes/$class" params={{ class: card.class }}>
          {definition.label}
        </Link>
        <h1 className="page-title">
          {named ? formatValue(code) : '(no code)'}{' '}
          {card.retired ? <span className="tag">retired</span> : null}
        </h1>
        {description === null || description === undefined || description === code ? null : (
          <p className="page-lead">{formatValue(description)}</p>
        )}
        <Location card={card} />
        <LastChange card={card} />
      </div>
      {editable ? (
        <div className="actions">
          <RetireCard card={card} />
        </div>
      ) : null}
    </header>
  );
}

function Location({ card }: { card: Card }) {
  const queryClient = useQueryClient();
  const { instant } = useAsOf();
  const location = useQuery({
    queryKey: ['card', card.id, 'location', instant ?? ''],
    queryFn: () => findLocation(card, (id) => queryClient.fetchQuery(relationsQuery(id, instant))),
  });
  if (location.data === undefined || location.data.length === 0) return null;
  return (
    <nav aria-label="Location">
      <ol className="breadcrumb">
        {location.data.map((place) => (
          <li key={place.id}>
            <CardLink card={place} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** In the past the version says when it began; who began it is told by the history tab. */
function LastChange({ card }: { card: Card }) {
  const { asOf } = useAsOf();
  const history = useQuery(historyQuery(card.id));
  const last = history.data?.items[0];
  if (asOf !== undefined || last === undefined) {
    return (
      <p className="facts">
        <span>
          Unchanged since <Timestamp at={card.validFrom} />
        </span>
      </p>
    );
  }
  return (
    <p className="facts">
      <span>
        Last change <Timestamp at={last.at} /> by {formatActor(last.change)}
      </span>
    </p>
  );
}
