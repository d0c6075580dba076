import type { Fault } from '@popis/errors';
import type { StandingTabs } from './tabs.read-model.ts';
import type { TabsContent } from './tabs-attestation.ts';
import type { SavedView } from './views.read-model.ts';

/** The views of a class as somebody finds them. */
export interface ArrangedTabs {
  views: SavedView[];
  /** The view that is shown first, and who says so. */
  first: { view: string; from: 'person' | 'role' } | null;
}

/**
 * Arranges the views that a person sees: first the person's own tabs, then those of the person's roles, then the others by name. The
 * person's first view goes before that of a role. Views that are not there any more are passed over.
 */
export function arrangeTabs(
  views: readonly SavedView[],
  arrangements: readonly StandingTabs[],
): ArrangedTabs {
  const seen = new Map(views.map((view) => [view.id, view]));
  const ordered = [...arrangements].sort(
    (one, other) => Number(one.role !== null) - Number(other.role !== null),
  );
  const arranged = new Map<string, SavedView>();
  let first: ArrangedTabs['first'] = null;
  for (const { tabs, first: wanted, role } of ordered) {
    for (const id of tabs) {
      const view = seen.get(id);
      if (view !== undefined) arranged.set(id, view);
    }
    if (first === null && wanted !== null && seen.has(wanted)) {
      first = { view: wanted, from: role === null ? 'person' : 'role' };
    }
  }
  for (const view of views) arranged.set(view.id, view);
  return { views: [...arranged.values()], first };
}

/** What is wrong with tabs: they are views of the class that their holder sees, each once, and the first one is among them. */
export function findTabsFaults(
  { tabs, first }: TabsContent,
  views: readonly SavedView[],
  isForRole: boolean,
): Fault[] {
  const known = new Map(views.map((view) => [view.id, view]));
  const faults: Fault[] = [];
  for (const [index, id] of tabs.entries()) {
    const path = `tabs.${index}`;
    const view = known.get(id);
    if (tabs.indexOf(id) < index) faults.push({ path, message: 'is there twice' });
    else if (view === undefined) faults.push({ path, message: 'is no view of this class' });
    else if (isForRole && !view.shared) faults.push({ path, message: 'must be a shared view' });
  }
  if (first !== null && !tabs.includes(first))
    faults.push({ path: 'first', message: 'must be one of the tabs' });
  return faults;
}
