import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { historyPagesQuery } from '../api/queries.ts';
import type { Card, ClassDetail, HistoryEntry } from '../api/types.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { SourceLink } from '../sources/source-link.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { CardLink, ValueView } from '../values/value-view.tsx';
import { formatEvent, groupByChange, type HistoryEvent, type LabelOf } from './history-sentences.ts';

/** The whole history, also while an earlier day is viewed: it is what leads to the other days. */
export function HistoryTab({ card, definition }: { card: Card; definition: ClassDetail }) {
  const history = useInfiniteQuery(historyPagesQuery(card.id));
  if (history.isPending) return <Loading what="history" />;
  if (history.isError) return <ProblemView error={history.error} retry={() => void history.refetch()} />;
  const labelOf = (name: string) =>
    definition.attributes.find((attribute) => attribute.name === name)?.label ?? name;
  const events = groupByChange(history.data.pages.flatMap((page) => page.items));
  if (events.length === 0) {
    return (
      <EmptyState title="No history">
        <p>Every change of this card will be told here: what, when, by whom and why.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <ol className="timeline">
        {events.map((event) => (
          <Event
            key={event.change.id}
            event={event}
            definition={definition}
            labelOf={labelOf}
            cardId={card.id}
          />
        ))}
      </ol>
      {history.hasNextPage ? (
        <Button
          variant="default"
          size="xs"
          loading={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Earlier changes
        </Button>
      ) : null}
    </>
  );
}

function Event({
  event,
  definition,
  labelOf,
  cardId,
}: {
  event: HistoryEvent;
  definition: ClassDetail;
  labelOf: LabelOf;
  cardId: string;
}) {
  const { change } = event;
  return (
    <li>
      <h2>{formatEvent(event, labelOf)}</h2>
      <p className="facts">
        <Timestamp at={event.at} />
        <span>
          Source <SourceLink name={change.source} ofRun={change.runId !== null} />
        </span>
        <span>Actor {change.actor}</span>
        {change.runId === null ? null : (
          <Link className="link" to="/runs/$id" params={{ id: change.runId }}>
            The run
          </Link>
        )}
        {change.reason === null || change.reason === '' ? null : <span>Reason: {change.reason}</span>}
        <Link className="link" to="/cards/$id" params={{ id: cardId }} search={{ asOf: event.at }}>
          View as of then
        </Link>
      </p>
      {event.entries.map((entry) => (
        <Entry
          key={[entry.change.id, entry.action, entry.relation?.id, entry.document?.id, entry.note?.id].join(
            ' ',
          )}
          entry={entry}
          definition={definition}
          labelOf={labelOf}
        />
      ))}
    </li>
  );
}

const relationTold: Partial<Record<HistoryEntry['action'], string>> = {
  unrelated: 'No longer: ',
  changed: 'Changed: ',
};

function Entry({
  entry,
  definition,
  labelOf,
}: {
  entry: HistoryEntry;
  definition: ClassDetail;
  labelOf: LabelOf;
}) {
  const isNew = entry.action === 'created' || entry.action === 'restored';
  return (
    <>
      {entry.relation ? (
        <p className="relation-line in-text">
          {relationTold[entry.action] ?? 'Now: '}
          {entry.relation.label} <CardLink card={entry.relation.card} />
        </p>
      ) : null}
      {entry.differences.length === 0 ? null : (
        <div className="table-frame">
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">Attribute</th>
                {isNew ? null : <th scope="col">Old</th>}
                <th scope="col">{isNew ? 'Value' : 'New'}</th>
              </tr>
            </thead>
            <tbody>
              {entry.differences.map((difference) => {
                const attribute = definition.attributes.find((each) => each.name === difference.attribute);
                return (
                  <tr key={difference.attribute}>
                    <th scope="row">{labelOf(difference.attribute)}</th>
                    {isNew ? null : (
                      <td className="clip">
                        <ValueView value={difference.old} {...(attribute ? { attribute } : {})} />
                      </td>
                    )}
                    <td className="clip">
                      <ValueView value={difference.new} {...(attribute ? { attribute } : {})} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
