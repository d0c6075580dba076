import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesQuery, comparisonQuery, runsQuery } from '../api/queries.ts';
import type { ComparedCard, Page, Run } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { formatCount } from '../values/value-text.ts';
import { type ComparedGroup, findRunBefore, groupCompared } from './compare-text.ts';
import { ActionTag, StepDifferences } from './step-words.tsx';

/** How many cards of a group are listed; the sentence above them counts all. */
const SHOWN = 100;

/** Offers to compare a run with the one before it. */
export function CompareLink({ run }: { run: Run }) {
  const runs = useQuery(runsQuery(run.source));
  const before = findRunBefore(run, runs.data?.items ?? []);
  if (before === undefined || !['planned', 'waiting', 'applied'].includes(run.state)) return null;
  return (
    <p>
      <Link
        className="link"
        to="/runs/$id"
        params={{ id: run.id }}
        search={{ with: before.id }}
        hash="comparison"
      >
        Compare with the run before, of <Timestamp at={before.startedAt} />
      </Link>
    </p>
  );
}

/** The cards that the plans of two runs treat differently, by how. */
export function Comparison({ run, other }: { run: Run; other: string }) {
  const compared = useQuery(comparisonQuery(run.id, other));
  return (
    <section id="comparison" className="anchor">
      <h2 className="section-title">
        Compared with{' '}
        <Link className="link" to="/runs/$id" params={{ id: other }}>
          the run before
        </Link>{' '}
        <Link className="link small" to="/runs/$id" params={{ id: run.id }}>
          Leave the comparison
        </Link>
      </h2>
      {compared.isPending ? <Loading what="the comparison" /> : null}
      {compared.isError ? <ProblemView error={compared.error} retry={() => void compared.refetch()} /> : null}
      {compared.data === undefined ? null : <Differences compared={compared.data} />}
    </section>
  );
}

function Differences({
  compared: { items, total },
}: {
  compared: Pick<Page<ComparedCard>, 'items' | 'total'>;
}) {
  const classes = useQuery(classesQuery);
  const labelOf = (name: string) => classes.data?.find((each) => each.name === name)?.label ?? name;
  if (total === 0) {
    return (
      <EmptyState title="Both runs do the same">
        <p>There is no card that one of them treats otherwise than the other.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p className="count-line" role="status">
        {formatCount(total)} {total === 1 ? 'card is' : 'cards are'} treated differently.
        {items.length < total
          ? ` What follows tells of the first ${formatCount(items.length)}, by class and key: there are more of each kind.`
          : ''}
      </p>
      {groupCompared(items, labelOf).map((group, index) => (
        <Group key={group.sentence} group={group} open={index === 0} />
      ))}
    </>
  );
}

function Group({ group: { sentence, cards }, open }: { group: ComparedGroup; open: boolean }) {
  return (
    <details className="compared" open={open}>
      <summary>{sentence}</summary>
      <Grid label={sentence} columns={['Record', 'This run', 'The run before']}>
        {cards.slice(0, SHOWN).map((card) => (
          <tr key={card.key ?? ''}>
            <th scope="row" className="clip">
              {card.key ?? '(no key)'}
            </th>
            <td className="clip">
              <Steps steps={card.one} />
            </td>
            <td className="clip">
              <Steps steps={card.other} />
            </td>
          </tr>
        ))}
      </Grid>
      {cards.length > SHOWN ? (
        <p className="dim">
          The first {SHOWN} of {formatCount(cards.length)}.
        </p>
      ) : null}
    </details>
  );
}

function Steps({ steps }: { steps: ComparedCard['one'] }) {
  if (steps.length === 0) return <span className="dim">nothing</span>;
  return steps.map((step) => (
    <div key={JSON.stringify(step)}>
      <ActionTag action={step.action} />
      <StepDifferences step={step} />
    </div>
  ));
}
