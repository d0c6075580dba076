import type { RunUndo } from '../api/types.ts';
import { EffectList, LeftList } from './effect-list.tsx';
import { effectsOf } from './undo-text.ts';

/** What an undo would do or did, and what it leaves with the reason of each. */
export function UndoEffects({ undo }: { undo: RunUndo }) {
  const effects = effectsOf(undo.counts);
  if (effects.length === 0) return <p>The run wrote nothing that could be taken back.</p>;
  return (
    <>
      <EffectList effects={effects} />
      <LeftList left={undo.left} total={undo.counts.left} />
    </>
  );
}
