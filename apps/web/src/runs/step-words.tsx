import type { RunAction, RunChange } from '../api/types.ts';
import { formatCount, formatDifference, formatValue } from '../values/value-text.ts';
import { toneOfAction } from './step-text.ts';

/** What a step does, in one word. */
export function ActionTag({ action }: { action: RunAction | 'clear' }) {
  return (
    <span className="tag" data-tone={toneOfAction(action)}>
      {action}
    </span>
  );
}

/** Values of a new card that are listed at once; of more, only how many there are. */
const SHOWN = 4;

/** To which values a step sets what. A new card that has many of them shows them when asked. */
export function StepDifferences({ step }: { step: Pick<RunChange, 'action' | 'differences'> }) {
  const isNew = step.action === 'create';
  const told = isNew ? step.differences.filter(({ new: value }) => value !== null) : step.differences;
  if (told.length === 0) return null;
  const list = (
    <ul className="changes">
      {told.map((difference) => (
        <li key={difference.attribute}>
          {difference.attribute} {isNew ? formatValue(difference.new) : formatDifference(difference)}
        </li>
      ))}
    </ul>
  );
  if (!isNew || told.length <= SHOWN) return list;
  return (
    <details>
      <summary>{formatCount(told.length)} values</summary>
      {list}
    </details>
  );
}
