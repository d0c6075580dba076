import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesQuery, documentsQuery, domainsQuery, historyQuery, relationsQuery } from '../api/queries.ts';
import { useAsOf } from '../shell/as-of.ts';
import { formatCount } from '../values/value-text.ts';
import { type CardTab, cardTabs } from './card-search.ts';
import { countRelations, isPartGroup } from './relation-groups.ts';

const labels: Record<CardTab, string> = {
  overview: 'Overview',
  parts: 'Parts',
  relations: 'Relations',
  documents: 'Documents',
  history: 'History',
};

function useCounts(cardId: string): Partial<Record<CardTab, number>> {
  const { instant } = useAsOf();
  const relations = useQuery(relationsQuery(cardId, instant));
  const domains = useQuery(domainsQuery);
  const classes = useQuery(classesQuery);
  const documents = useQuery(documentsQuery(cardId, instant));
  const history = useQuery(historyQuery(cardId));
  const counts: Partial<Record<CardTab, number>> = {};
  if (relations.data !== undefined) counts.relations = countRelations(relations.data);
  if (relations.data !== undefined && domains.data !== undefined && classes.data !== undefined) {
    const parts = relations.data.filter((group) => isPartGroup(group, domains.data, classes.data));
    counts.parts = countRelations(parts);
  }
  if (documents.data !== undefined) counts.documents = documents.data.length;
  if (history.data !== undefined) counts.history = history.data.total;
  return counts;
}

/** Tabs are links, so that each can be opened beside the others and its address passed on. */
export function CardTabs({ cardId }: { cardId: string }) {
  const counts = useCounts(cardId);
  return (
    <nav aria-label="Sections of the card">
      <ul className="tabs">
        {cardTabs.map((each) => {
          const count = counts[each];
          return (
            <li key={each}>
              <Link
                to="/cards/$id"
                params={{ id: cardId }}
                search={each === 'overview' ? {} : { tab: each }}
                activeOptions={{ exact: true }}
              >
                {labels[each]} {each === 'overview' ? null : <CountTag count={count} />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** It has its place before the count is there: the tabs beside it must not move under the pointer. */
function CountTag({ count }: { count: number | undefined }) {
  return <span className="tag">{count === undefined ? '…' : formatCount(count)}</span>;
}
