import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { HeldGroup, Run } from '../api/types.ts';
import { useClassLabel } from '../values/class-label.tsx';
import { formatCount } from '../values/value-text.ts';
import type { PendingDecision } from './decide-dialog.tsx';
import { describeBeside, factsOf, heldVerbs, holdsOf } from './held-text.ts';

/** What waits for one class and action: why, and what to do with it. Without `decide` it is only told. */
export function HeldGroupView({
  run,
  group,
  decide,
}: {
  run: Run;
  group: HeldGroup;
  decide?: ((pending: PendingDecision) => void) | undefined;
}) {
  const label = useClassLabel(group.class);
  const what = `${heldVerbs[group.action]} ${label}`;
  const holds = holdsOf(run, group);
  const beside = describeBeside(group.beside);
  const begin = (verdict: PendingDecision['verdict']) => {
    const { class: className, action } = group;
    decide?.({ verdict, what, beside, selection: { class: className, action } });
  };
  return (
    <li className="held-group">
      <h3>
        {what}{' '}
        <span className="tag" data-tone="warn">
          {formatCount(group.steps)} {group.steps === 1 ? 'step' : 'steps'}
        </span>
      </h3>
      {holds.length === 0 ? <p>{group.reasons.join('; ')}</p> : null}
      {holds.map((hold) => (
        <dl key={hold.reason} className="hold-facts">
          {factsOf(hold).map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      ))}
      {beside === '' ? null : <p className="small dim">Waits along with it: {beside}.</p>}
      <div className="actions">
        <Link
          className="link"
          to="/runs/$id"
          params={{ id: run.id }}
          search={{ state: 'held', class: group.class, heldAs: group.action }}
          hash="changes"
          aria-label={`Look at each: ${what}`}
        >
          Look at each
        </Link>
        {decide === undefined ? null : (
          <>
            <Button
              size="xs"
              variant="default"
              aria-label={`Approve: ${what}`}
              onClick={() => begin('approved')}
            >
              Approve …
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={`Refuse: ${what}`}
              onClick={() => begin('refused')}
            >
              Refuse …
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
