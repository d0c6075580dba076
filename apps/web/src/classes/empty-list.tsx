import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesQuery } from '../api/queries.ts';
import type { ClassDetail } from '../api/types.ts';
import { useAsOf } from '../shell/as-of.ts';
import { ITEM, isWithin } from '../shell/class-tree.ts';
import { EmptyState } from '../shell/states.tsx';
import { formatAsOf } from '../values/instants.ts';

/** Nothing found, nothing there then, or nothing there yet: three different things to do. */
export function EmptyList({ definition, query }: { definition: ClassDetail; query: string | undefined }) {
  const { asOf } = useAsOf();
  const classes = useQuery(classesQuery);
  const isInventoried = isWithin(definition.name, ITEM, classes.data ?? []);
  if (query !== undefined) {
    return (
      <EmptyState title={`No card of ${definition.label} has “${query}”`}>
        <p>Each word is looked for in all values of a card, and all words must be found.</p>
        <Link
          className="link"
          to="."
          search={(search) => ({ ...search, query: undefined, cursor: undefined, from: undefined })}
        >
          Show all of {definition.label}
        </Link>
      </EmptyState>
    );
  }
  if (asOf !== undefined) {
    return (
      <EmptyState title={`There was no card of ${definition.label} on ${formatAsOf(asOf)}`}>
        <Link className="link" to="." search={(search) => ({ ...search, asOf: undefined })}>
          Back to now
        </Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={`No card of ${definition.label} yet`}>
      <p>Cards come here in these ways:</p>
      <ul>
        {isInventoried ? (
          <li>
            an agent inventories a computer (<code className="mono">popis agent --server …</code>), and the
            nightly connector turns its report into cards;
          </li>
        ) : null}
        <li>
          another source is mapped and run by the connector (<code className="mono">popis connector run</code>
          );
        </li>
        <li>
          somebody{' '}
          <Link className="link" to="/classes/$class/new" params={{ class: definition.name }}>
            makes one by hand
          </Link>
          .
        </li>
      </ul>
    </EmptyState>
  );
}
