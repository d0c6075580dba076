import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RunChange } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';
import { ChangeTable } from './change-table.tsx';
import { DecideDialog, type PendingDecision } from './decide-dialog.tsx';

/** Steps of a page of which some wait: administrators choose single ones and decide on them. */
export function StepChoice({ runId, changes }: { runId: string; changes: readonly RunChange[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [pending, setPending] = useState<PendingDecision>();
  const held = changes.filter((change) => change.state === 'held');
  const units = new Set(held.map((change) => change.unit));
  // What was decided elsewhere in the meantime is chosen no more.
  const selected = [...chosen].filter((unit) => units.has(unit));
  const steps = held.filter((change) => selected.includes(change.unit)).length;
  const toggle = (unit: number) => {
    const next = new Set(selected);
    if (!next.delete(unit)) next.add(unit);
    setChosen(next);
  };
  const begin = (verdict: PendingDecision['verdict']) => {
    const what = `${formatCount(steps)} chosen ${steps === 1 ? 'step' : 'steps'}`;
    const beside = 'what is written together with a chosen step';
    setPending({ verdict, what, beside, selection: { units: selected } });
  };
  return (
    <>
      <fieldset className="bar choice" disabled={held.length === 0}>
        <legend className="hidden-text">Decide on single steps</legend>
        <p className="count-line" role="status">
          {steps === 0 ? 'Choose steps to decide on them one by one.' : `${formatCount(steps)} chosen`}
        </p>
        <div className="actions">
          <Button size="xs" variant="default" onClick={() => setChosen(units)}>
            Choose all on this page
          </Button>
          <Button size="xs" disabled={steps === 0} onClick={() => begin('approved')}>
            Approve chosen …
          </Button>
          <Button size="xs" color="red" disabled={steps === 0} onClick={() => begin('refused')}>
            Refuse chosen …
          </Button>
        </div>
      </fieldset>
      <ChangeTable changes={changes} choice={{ units: new Set(selected), toggle }} />
      {pending === undefined ? null : (
        <DecideDialog
          runId={runId}
          pending={pending}
          onClose={() => setPending(undefined)}
          onDone={() => {
            setPending(undefined);
            setChosen(new Set());
          }}
        />
      )}
    </>
  );
}
