import type { NamedViews } from '../mapping/mapping-folder.ts';
import type { View } from './inventory-database.ts';
import type { ViewSelection } from './master-rows.read-model.ts';

/** The prefix of the paper's views. */
export const paperPrefix = 'CMDBuild_';

/** The views a mapping reads, or what keeps it from reading them. */
export type Selected = { readonly selection: ViewSelection } | { readonly fault: string };

/** Finds the views that `views.json` of the mapping names. */
export function selectNamedViews(found: readonly View[], named: NamedViews): Selected {
  const master = findView(found, named.master);
  if (master === undefined) return { fault: `the view ${named.master} is not in the inventory database` };
  const slaves: View[] = [];
  for (const name of named.slaves) {
    const slave = findView(found, name);
    if (slave === undefined) return { fault: `the view ${name} is not in the inventory database` };
    slaves.push(slave);
  }
  return checkColumns({ master, slaves });
}

/**
 * Applies the paper's rule to all views named `CMDBuild_…`: the master is the one with the key of the CMDB, the TAG, as
 * its second column; all others are its slaves.
 */
export function selectPaperViews(found: readonly View[]): Selected {
  const own = found.filter((view) => view.name.toLowerCase().startsWith(paperPrefix.toLowerCase()));
  const masters = own.filter((view) => view.columns[1]?.toLowerCase() === 'tag');
  const [master, ...more] = masters;
  if (own.length === 0) return { fault: `no view of the inventory database is named ${paperPrefix}…` };
  if (master === undefined || more.length > 0) {
    const names = masters.map((view) => view.name).join(', ') || 'none';
    return {
      fault: `one of the views ${own.map((view) => view.name).join(', ')} must be the master, with TAG as its second column; there are: ${names}. Name the master in a views.json of the mapping`,
    };
  }
  return checkColumns({ master, slaves: own.filter((view) => view !== master) });
}

function checkColumns(selection: ViewSelection): Selected {
  if (selection.master.columns.length < 2) {
    return { fault: `the master view ${selection.master.name} needs two columns: join id and key` };
  }
  return { selection };
}

function findView(views: readonly View[], name: string): View | undefined {
  return (
    views.find((view) => view.name === name) ??
    views.find((view) => view.name.toLowerCase() === name.toLowerCase())
  );
}
