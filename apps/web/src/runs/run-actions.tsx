import { Button } from '@mantine/core';
import { type RefObject, useState } from 'react';
import type { Run } from '../api/types.ts';
import { useHas } from '../shell/rights.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { UndoDialog } from './undo-dialog.tsx';
import { canCancel, canUndo } from './undo-text.ts';

/** What can be done about a whole run: end it while it is under way, take it back once it is at its end. */
export function RunActions({ run, focus }: { run: Run; focus: RefObject<HTMLElement | null> }) {
  const [open, setOpen] = useState<'undo' | 'cancel'>();
  const cancels = useHas('reconcile') && canCancel(run);
  const undoes = useHas('administer') && canUndo(run);
  const close = () => setOpen(undefined);
  const finish = () => {
    close();
    focus.current?.focus();
  };
  if (!cancels && !undoes) return null;
  return (
    <div className="actions run-actions">
      {cancels ? (
        <Button size="xs" variant="default" onClick={() => setOpen('cancel')}>
          Cancel this run …
        </Button>
      ) : null}
      {undoes ? (
        <Button size="xs" variant="default" onClick={() => setOpen('undo')}>
          {run.undone === null ? 'Undo this run …' : 'Go on with the undo …'}
        </Button>
      ) : null}
      {open === 'cancel' ? <CancelDialog run={run} onClose={close} onDone={finish} /> : null}
      {open === 'undo' ? <UndoDialog run={run} onClose={close} onDone={finish} /> : null}
    </div>
  );
}
