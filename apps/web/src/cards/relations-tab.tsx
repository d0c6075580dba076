import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { endRelation } from '../api/cards.ts';
import { refreshCard, relationsQuery } from '../api/queries.ts';
import type { Card, Relation, RelationGroup } from '../api/types.ts';
import { useAsOf } from '../shell/as-of.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { ClassLabel } from '../values/class-label.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { cardTitle, formatCount, formatValue } from '../values/value-text.ts';
import { CardLink } from '../values/value-view.tsx';
import { AddRelation } from './add-relation.tsx';

export function RelationsTab({ card, editable }: { card: Card; editable: boolean }) {
  const { instant } = useAsOf();
  const relations = useQuery(relationsQuery(card.id, instant));
  if (relations.isPending) return <Loading what="relations" />;
  if (relations.isError) {
    return <ProblemView error={relations.error} retry={() => void relations.refetch()} />;
  }
  const groups = relations.data.filter((group) => group.total > 0);
  return (
    <>
      {editable ? <AddRelation card={card} /> : null}
      {groups.length === 0 ? (
        <EmptyState title="Related to nothing">
          <p>
            Relations say where this card belongs, who uses it, what it is part of and what depends on it.
          </p>
        </EmptyState>
      ) : null}
      {groups.length === 0 ? null : <RelationTable groups={groups} card={card} editable={editable} />}
    </>
  );
}

function RelationTable({
  groups,
  card,
  editable,
}: {
  groups: readonly RelationGroup[];
  card: Card;
  editable: boolean;
}) {
  const hasDetails = groups.some((group) =>
    group.relations.some((relation) => Object.keys(relation.attributes).length > 0),
  );
  return (
    <div className="table-frame">
      <table className="grid relations">
        <caption className="hidden-text">Relations</caption>
        <thead>
          <tr>
            <th scope="col">Relation</th>
            <th scope="col">Card</th>
            <th scope="col">Class</th>
            {hasDetails ? <th scope="col">Details</th> : null}
            <th scope="col">Since</th>
            <th scope="col">Source</th>
            {editable ? (
              <th scope="col">
                <span className="hidden-text">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={`${group.domain} ${group.direction}`}>
            {group.relations.map((relation, index) => (
              <tr key={relation.id}>
                {index === 0 ? <GroupHeader group={group} /> : null}
                <td>
                  <CardLink card={relation.card} />
                </td>
                <td className="nowrap">
                  <ClassLabel name={relation.card.class} />
                </td>
                {hasDetails ? <td>{describeAttributes(relation)}</td> : null}
                <td>
                  <Timestamp at={relation.validFrom} />
                </td>
                <td>{relation.source}</td>
                {editable ? (
                  <td className="number">
                    <EndRelation relation={relation} card={card} label={group.label} />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function GroupHeader({ group }: { group: RelationGroup }) {
  const shown = group.relations.length;
  return (
    <th scope="rowgroup" rowSpan={shown}>
      {group.label} {group.total === 1 ? null : <span className="tag">{formatCount(group.total)}</span>}
      {shown < group.total ? <p className="dim small">the first {formatCount(shown)} are shown</p> : null}
    </th>
  );
}

function describeAttributes(relation: Relation): string {
  return Object.entries(relation.attributes)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(', ');
}

/** Asks on the spot instead of in a dialog: the second click ends the relation. */
function EndRelation({ relation, card, label }: { relation: Relation; card: Card; label: string }) {
  const [asked, setAsked] = useState(false);
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => endRelation(relation.id),
    onSuccess: async () => {
      await refreshCard(queryClient, card.id);
      await refreshCard(queryClient, relation.card.id);
    },
  });
  const what = `${label} ${cardTitle(relation.card)}`;
  if (end.isError) return <ProblemView error={end.error} retry={() => end.mutate()} />;
  if (!asked) {
    return (
      <Button size="compact-xs" variant="subtle" aria-label={`End: ${what}`} onClick={() => setAsked(true)}>
        End
      </Button>
    );
  }
  return (
    <span className="actions">
      <Button
        size="compact-xs"
        color="red"
        loading={end.isPending}
        aria-label={`Yes, end: ${what}`}
        onClick={() => end.mutate()}
        autoFocus
      >
        End it
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
        Keep it
      </Button>
    </span>
  );
}
