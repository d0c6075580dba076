import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RunChange } from '../api/types.ts';
import { Grid } from '../shell/grid.tsx';
import { describeHolding, stateTags } from './step-text.ts';
import { ActionTag, StepDifferences } from './step-words.tsx';

const columns = ['Action', 'Class', 'Record', 'What changes', 'Reason'];

/** Units that are chosen to be decided on; steps of a unit are chosen together. */
export interface UnitChoice {
  units: ReadonlySet<number>;
  toggle: (unit: number) => void;
}

export function ChangeTable({
  changes,
  choice,
}: {
  changes: readonly RunChange[];
  choice?: UnitChoice | undefined;
}) {
  return (
    <Grid
      label="Steps"
      columns={choice === undefined ? columns : [{ name: 'Chosen', isHidden: true }, ...columns]}
      className="steps"
    >
      {changes.map((change) => (
        <ChangeRow key={change.seq} change={change} choice={choice} />
      ))}
    </Grid>
  );
}

function ChangeRow({ change, choice }: { change: RunChange; choice: UnitChoice | undefined }) {
  const key = change.key ?? '(no key)';
  const action = change.heldAs === 'clear' ? 'clear' : change.action;
  const state = stateTags[change.state];
  const holding = describeHolding(change);
  return (
    <tr>
      {choice === undefined ? null : (
        <td>
          {change.state === 'held' ? (
            <Checkbox
              aria-label={`Choose ${action} ${change.class} ${key}`}
              checked={choice.units.has(change.unit)}
              onChange={() => choice.toggle(change.unit)}
            />
          ) : null}
        </td>
      )}
      <td>
        <ActionTag action={action} />{' '}
        {state === undefined ? null : (
          <span className="tag" data-tone={state.tone}>
            {state.label}
          </span>
        )}
      </td>
      <td className="nowrap">{change.class}</td>
      <th scope="row" className="clip">
        {change.cardId === null || isYetToCome(change) ? (
          key
        ) : (
          <Link className="link" to="/cards/$id" params={{ id: change.cardId }}>
            {key}
          </Link>
        )}
      </th>
      <td className="clip">
        <WhatChanges change={change} />
      </td>
      <td className="clip">
        {change.reason}
        {holding === undefined ? null : <p className="small dim">{holding}</p>}
        {change.fault === null ? null : <p className="small">{change.fault}</p>}
      </td>
    </tr>
  );
}

function isYetToCome({ action, state }: RunChange): boolean {
  return action === 'create' && state !== 'applied';
}

function WhatChanges({ change }: { change: RunChange }) {
  return (
    <>
      {change.relation === null ? null : (
        <span className="in-text">
          {change.relation.domain} of{' '}
          <Link className="link" to="/cards/$id" params={{ id: change.relation.masterId }}>
            its whole
          </Link>
        </span>
      )}
      <StepDifferences step={change} />
    </>
  );
}
