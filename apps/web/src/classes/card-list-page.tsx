import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ApiError } from '../api/client.ts';
import { cardsQuery, classesQuery, classQuery } from '../api/queries.ts';
import type { Card, ClassDetail, Page } from '../api/types.ts';
import { useAsOf } from '../shell/as-of.ts';
import { lineageOf } from '../shell/class-tree.ts';
import { useCanEdit } from '../shell/rights.ts';
import { Loading, NotFoundView, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { CardTable } from './card-table.tsx';
import { ColumnChooser } from './column-chooser.tsx';
import { EmptyList } from './empty-list.tsx';
import { chooseColumns, PAGE_SIZE } from './list-search.ts';
import { PageBar } from './page-bar.tsx';
import './classes.css';

const route = getRouteApi('/app/classes/$class');

export function CardListPage() {
  const { class: name } = route.useParams();
  const definition = useQuery(classQuery(name));
  useTitle(definition.data?.label);
  if (definition.error instanceof ApiError && definition.error.status === 404) {
    return <NotFoundView what={`There is no class “${name}”.`} />;
  }
  if (definition.isPending) return <Loading what="the class" />;
  if (definition.isError) {
    return <ProblemView error={definition.error} retry={() => void definition.refetch()} />;
  }
  return <CardList definition={definition.data} />;
}

function CardList({ definition }: { definition: ClassDetail }) {
  const search = route.useSearch();
  const { instant } = useAsOf();
  const editable = useCanEdit();
  const cards = useQuery(
    cardsQuery(definition.name, {
      limit: PAGE_SIZE,
      ...(search.query === undefined ? {} : { query: search.query }),
      ...(search.sort === undefined ? {} : { sort: search.sort }),
      ...(search.cursor === undefined ? {} : { cursor: search.cursor }),
      ...(instant === undefined ? {} : { asOf: instant }),
    }),
  );
  const columns = chooseColumns(definition.attributes, search.columns);
  return (
    <>
      <div className="page-head">
        <div>
          <Lineage name={definition.name} />
          <h1 className="page-title">{definition.label}</h1>
          {definition.description === '' ? null : <p className="page-lead">{definition.description}</p>}
        </div>
        <div className="actions">
          <ColumnChooser attributes={definition.attributes} shown={columns} />
          {editable ? (
            <Button
              size="xs"
              renderRoot={(props) => (
                <Link to="/classes/$class/new" params={{ class: definition.name }} {...props} />
              )}
            >
              New card
            </Button>
          ) : null}
        </div>
      </div>
      {cards.isPending ? <Loading what="cards" /> : null}
      {cards.isError ? <ProblemView error={cards.error} retry={() => void cards.refetch()} /> : null}
      {cards.data ? (
        <Listed definition={definition} columns={columns} page={cards.data} stale={cards.isPlaceholderData} />
      ) : null}
    </>
  );
}

function Listed({
  definition,
  columns,
  page,
  stale,
}: {
  definition: ClassDetail;
  columns: ReturnType<typeof chooseColumns>;
  page: Page<Card>;
  stale: boolean;
}) {
  const search = route.useSearch();
  if (page.total === 0) return <EmptyList definition={definition} query={search.query} />;
  return (
    <>
      <PageBar page={page} search={search} />
      <CardTable
        definition={definition}
        columns={columns}
        cards={page.items}
        sort={search.sort}
        stale={stale}
      />
      {page.items.length > 15 ? <PageBar page={page} search={search} repeated /> : null}
    </>
  );
}

/** The superclasses, widest first, each a link to the wider list. */
function Lineage({ name }: { name: string }) {
  const classes = useQuery(classesQuery);
  const above = lineageOf(name, classes.data ?? []).slice(1);
  if (above.length === 0) return null;
  return (
    <nav aria-label="Superclasses">
      <ol className="breadcrumb">
        {above.reverse().map((each) => (
          <li key={each}>
            <Link className="link" to="/classes/$class" params={{ class: each }}>
              {classes.data?.find((one) => one.name === each)?.label ?? each}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
