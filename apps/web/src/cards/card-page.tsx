import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { cardQuery, classQuery } from '../api/queries.ts';
import type { Card, ClassDetail } from '../api/types.ts';
import { useAsOf } from '../shell/as-of.ts';
import { useCanEdit } from '../shell/rights.ts';
import { Loading, NotFoundView, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { formatAsOf } from '../values/instants.ts';
import { CardHeader } from './card-header.tsx';
import { CardTabs } from './card-tabs.tsx';
import { DocumentsTab } from './documents-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PartsTab } from './parts-tab.tsx';
import { RelationsTab } from './relations-tab.tsx';
import './cards.css';

const route = getRouteApi('/app/cards/$id');

export function CardPage() {
  const { id } = route.useParams();
  const { asOf, instant } = useAsOf();
  const card = useQuery(cardQuery(id, instant));
  const definition = useQuery({ ...classQuery(card.data?.class ?? ''), enabled: card.data !== undefined });
  useTitle(card.data === undefined ? undefined : String(card.data.attributes.Code ?? 'Card'));

  const missing = card.error instanceof ApiError && [400, 404].includes(card.error.status);
  if (missing && asOf !== undefined) {
    return <NotFoundView what={`This card did not exist on ${formatAsOf(asOf)}.`} />;
  }
  if (missing) return <NotFoundView what="There is no such card, or you have no right to see it." />;
  const failed = card.error ?? definition.error;
  if (failed !== null) {
    return (
      <ProblemView
        error={failed}
        retry={() => {
          void card.refetch();
          void definition.refetch();
        }}
      />
    );
  }
  if (card.data === undefined || definition.data === undefined) return <Loading what="the card" />;
  return <CardView card={card.data} definition={definition.data} />;
}

function CardView({ card, definition }: { card: Card; definition: ClassDetail }) {
  const tab = route.useSearch({ select: (search) => search.tab ?? 'overview' });
  const editable = useCanEdit() && !card.retired;
  return (
    <article>
      <CardHeader card={card} definition={definition} editable={editable} />
      <CardTabs cardId={card.id} />
      {tab === 'overview' ? (
        // Another card is another form: nothing typed for one may be saved to the other.
        <OverviewTab key={card.id} card={card} definition={definition} editable={editable} />
      ) : null}
      {tab === 'parts' ? <PartsTab card={card} /> : null}
      {tab === 'relations' ? <RelationsTab card={card} editable={editable} /> : null}
      {tab === 'documents' ? <DocumentsTab cardId={card.id} editable={editable} /> : null}
      {tab === 'history' ? <HistoryTab card={card} definition={definition} /> : null}
    </article>
  );
}
