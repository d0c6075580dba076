import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { runChangesQuery } from '../api/queries.ts';
import type { RunChangesQuery } from '../api/runs.ts';
import type { Run } from '../api/types.ts';
import { PageBar } from '../classes/page-bar.tsx';
import { useHas } from '../shell/rights.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { ChangeTable } from './change-table.tsx';
import type { RunSearch } from './run-search.ts';
import { StepChoice } from './step-choice.tsx';
import { describeSteps } from './step-text.ts';

const route = getRouteApi('/app/runs/$id');

function toQuery({ cursor, action, state, class: className, heldAs, card }: RunSearch): RunChangesQuery {
  return {
    ...(cursor === undefined ? {} : { cursor }),
    ...(action === undefined ? {} : { action }),
    ...(state === undefined ? {} : { state }),
    ...(className === undefined ? {} : { class: className }),
    ...(heldAs === undefined ? {} : { heldAs }),
    ...(card === undefined ? {} : { card }),
  };
}

export function RunChanges({ run }: { run: Run }) {
  const search = route.useSearch();
  const changes = useQuery(runChangesQuery(run.id, toQuery(search)));
  const canDecide = useHas('administer') && !run.dry;
  const isAll = [search.action, search.state, search.card].every((each) => each === undefined);
  const { data } = changes;
  const waits = canDecide && data?.items.some((change) => change.state === 'held');
  return (
    <section id="changes" className="anchor">
      <h2 className="section-title">
        {describeSteps(search)}{' '}
        {isAll ? null : (
          <Link className="link small" to="/runs/$id" params={{ id: run.id }}>
            Show all
          </Link>
        )}
      </h2>
      {changes.isPending ? <Loading what="changes" /> : null}
      {changes.isError ? <ProblemView error={changes.error} retry={() => void changes.refetch()} /> : null}
      {data?.total === 0 ? <NoSteps isAll={isAll} /> : null}
      {data !== undefined && data.total > 0 ? (
        <>
          <PageBar page={data} search={search} />
          {waits ? (
            <StepChoice key={JSON.stringify(search)} runId={run.id} changes={data.items} />
          ) : (
            <ChangeTable changes={data.items} />
          )}
        </>
      ) : null}
    </section>
  );
}

function NoSteps({ isAll }: { isAll: boolean }) {
  if (!isAll) {
    return (
      <EmptyState title="There are no such steps">
        <p>What waited here may have been decided. “Show all” lists every step of the run.</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="This run changes nothing">
      <p>All cards are already as the source describes them, or the run was not planned yet.</p>
    </EmptyState>
  );
}
