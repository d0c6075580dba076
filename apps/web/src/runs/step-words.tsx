import type { RunAction, RunChange } from '../api/types.ts';
import { formatDifference, formatValue } from '../values/value-text.ts';
import { toneOfAction } from './step-text.ts';

/** What a step does, in one word. */
export function ActionTag({ action }: { action: RunAction | 'clear' }) {
  return (
    <span className="tag" data-tone={toneOfAction(action)}>
      {action}
    </span>
  );
}

/** To which values a step sets what. */
export function StepDifferences({ step }: { step: Pick<RunChange, 'action' | 'differences'> }) {
  if (step.differences.length === 0) return null;
  return (
    <ul className="changes">
      {step.differences.map((difference) => (
        <li key={difference.attribute}>
          {difference.attribute}{' '}
          {step.action === 'create' ? formatValue(difference.new) : formatDifference(difference)}
        </li>
      ))}
    </ul>
  );
}
