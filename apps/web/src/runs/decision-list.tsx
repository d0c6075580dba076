import { useQuery } from '@tanstack/react-query';
import { decisionsQuery } from '../api/queries.ts';
import { ProblemView } from '../shell/states.tsx';
import { Timestamp } from '../values/timestamp.tsx';
import { formatCount } from '../values/value-text.ts';

/** Who decided on held steps of a run, when and why. */
export function DecisionList({ runId }: { runId: string }) {
  const decisions = useQuery(decisionsQuery(runId));
  if (decisions.isError) return <ProblemView error={decisions.error} />;
  if (decisions.data === undefined || decisions.data.length === 0) return null;
  return (
    <section>
      <h2 className="section-title">Decisions</h2>
      <ul className="changes">
        {decisions.data.map((decision) => (
          <li key={decision.id}>
            {decision.decidedBy} {decision.verdict} {formatCount(decision.steps)}{' '}
            {decision.steps === 1 ? 'step' : 'steps'} on <Timestamp at={decision.at} />: {decision.reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
