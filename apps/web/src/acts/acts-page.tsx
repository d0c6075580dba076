import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { actsQuery } from '../api/queries.ts';
import type { InventoryAct } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { Grid } from '../shell/grid.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { type ActFilter, actOutcomes, formatOperation, toActFilter } from './acts-search.ts';

const route = getRouteApi('/app/acts');
const columns = ['When', 'Who', 'What', 'On', 'Reason', 'Outcome'];

const tones: Record<InventoryAct['outcome'], string> = {
  done: 'good',
  refused: 'warn',
  failed: 'bad',
  begun: 'plain',
};

/** What was done to the inventory through its administration: by whom, when, and how it ended. */
export function ActsPage() {
  useTitle('Acts');
  const search = route.useSearch();
  const filter = toActFilter(search);
  const acts = useQuery(actsQuery({ ...filter, cursor: search.cursor }));
  const { data } = acts;
  return (
    <>
      <div className="page-head">
        <div>
          <Link className="link small" to="/agents">
            Agents
          </Link>
          <h1 className="page-title">Acts of administration</h1>
          <p className="page-lead">
            Everything that was changed or tried to be changed in the inventory by its administration, the
            latest first. What is only begun ended with the process that was at it: nobody knows how.
          </p>
        </div>
      </div>
      <Filter filter={filter} />
      {acts.isPending ? <Loading what="acts" /> : null}
      {acts.isError ? <ProblemView error={acts.error} retry={() => void acts.refetch()} /> : null}
      {data?.total === 0 ? <NoActs isAll={Object.keys(filter).length === 0} /> : null}
      {data !== undefined && data.total > 0 ? (
        <>
          <PageBar page={data} search={search} />
          <Grid label="Acts" columns={columns}>
            {data.items.map((act) => (
              <ActRow key={act.id} act={act} filter={filter} />
            ))}
          </Grid>
        </>
      ) : null}
    </>
  );
}

/** How acts ended, and what else the list is narrowed to, each to be left by itself. */
function Filter({ filter }: { filter: ActFilter }) {
  const { outcome: _outcome, ...rest } = filter;
  const { actor: _actor, ...butActor } = filter;
  const { operation: _operation, ...butOperation } = filter;
  const { target: _target, ...butTarget } = filter;
  const chosen = [
    { name: 'by', text: filter.actor, without: butActor },
    {
      name: 'to',
      text: filter.operation === undefined ? undefined : formatOperation(filter.operation),
      without: butOperation,
    },
    { name: 'on', text: filter.target, without: butTarget },
  ];
  return (
    <>
      <ul className="tabs" aria-label="Outcome">
        <li>
          <Link to="/acts" search={rest} aria-current={filter.outcome === undefined ? 'page' : undefined}>
            All
          </Link>
        </li>
        {actOutcomes.map((outcome) => (
          <li key={outcome}>
            <Link
              to="/acts"
              search={{ ...rest, outcome }}
              aria-current={filter.outcome === outcome ? 'page' : undefined}
            >
              {outcome}
            </Link>
          </li>
        ))}
      </ul>
      <ul className="facts in-text">
        {chosen.map(({ name, text, without }) =>
          text === undefined ? null : (
            <li key={name}>
              Only {name} <strong>{text}</strong>{' '}
              <Link className="link" to="/acts" search={without} aria-label={`Not only ${name} ${text}`}>
                ✕
              </Link>
            </li>
          ),
        )}
      </ul>
    </>
  );
}

function ActRow({ act, filter }: { act: InventoryAct; filter: ActFilter }) {
  const { at, actor, operation, target, given, reason, outcome, result, requestId } = act;
  return (
    <tr>
      <th scope="row" title={`Request ${requestId}`}>
        <Timestamp at={at} />
      </th>
      <td>
        <Link className="link" to="/acts" search={{ ...filter, actor }}>
          {actor}
        </Link>
      </td>
      <td>
        <Link className="link" to="/acts" search={{ ...filter, operation }}>
          {formatOperation(operation)}
        </Link>
        {given === null ? null : (
          <details className="small">
            <summary>What was asked</summary>
            <code className="mono">{given}</code>
          </details>
        )}
      </td>
      <td className="clip">
        {target === null ? null : (
          <Link className="link" to="/acts" search={{ ...filter, target }}>
            {target}
          </Link>
        )}
      </td>
      <td className="clip">{reason}</td>
      <td>
        <span className="tag" data-tone={tones[outcome]}>
          {outcome}
        </span>
        {result === null ? null : <span className="dim"> made {result}</span>}
      </td>
    </tr>
  );
}

function NoActs({ isAll }: { isAll: boolean }) {
  return isAll ? (
    <EmptyState title="Nothing was done yet">
      <p>An act is here once somebody has changed something in the inventory.</p>
    </EmptyState>
  ) : (
    <EmptyState title="There are no such acts">
      <p>
        <Link className="link" to="/acts">
          Show all acts
        </Link>
      </p>
    </EmptyState>
  );
}
