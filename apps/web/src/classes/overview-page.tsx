import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesQuery } from '../api/queries.ts';
import { useAsOf } from '../shell/as-of.ts';
import { buildClassTree, flattenTree } from '../shell/class-tree.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { useTitle } from '../shell/use-title.ts';
import { formatCount } from '../values/value-text.ts';
import './classes.css';

export function OverviewPage() {
  useTitle('Overview');
  const classes = useQuery(classesQuery);
  const { asOf } = useAsOf();
  if (classes.isPending) return <Loading what="classes" />;
  if (classes.isError) return <ProblemView error={classes.error} retry={() => void classes.refetch()} />;
  const rows = flattenTree(buildClassTree(classes.data));
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">What do we own?</h1>
          <p className="page-lead">
            Every class of the model and the cards it holds now. A class in italics has no cards of its own:
            it lists those of all classes below it.
          </p>
        </div>
      </div>
      {rows.length === 0 ? (
        <EmptyState title="There are no classes">
          <p>The server has no model yet. It makes one when it starts with SEED=model or SEED=demo.</p>
        </EmptyState>
      ) : (
        <div className="table-frame">
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">Class</th>
                {asOf === undefined ? (
                  <th scope="col" className="number">
                    Cards
                  </th>
                ) : null}
                <th scope="col">Description</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row" className="class-name" data-depth={row.depth} data-abstract={row.abstract}>
                    <Link className="link" to="/classes/$class" params={{ class: row.name }}>
                      {row.label}
                    </Link>
                  </th>
                  {asOf === undefined ? <td className="number">{formatCount(row.cards)}</td> : null}
                  <td className="dim">{row.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
