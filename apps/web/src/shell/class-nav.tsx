import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesQuery } from '../api/queries.ts';
import { formatCount } from '../values/value-text.ts';
import { useAsOf } from './as-of.ts';
import { buildClassTree, type ClassNode } from './class-tree.ts';
import { useHas } from './rights.ts';
import { Loading, ProblemView } from './states.tsx';

function Branch({ nodes, counted }: { nodes: readonly ClassNode[]; counted: boolean }) {
  return (
    <ul className="nav-list">
      {nodes.map((node) => (
        <li key={node.class.name}>
          <Link
            className="nav-link"
            to="/classes/$class"
            params={{ class: node.class.name }}
            activeOptions={{ includeSearch: false, exact: true }}
            data-abstract={node.class.abstract}
            title={node.class.abstract ? `All cards of the classes below ${node.class.label}` : undefined}
          >
            <span>{node.class.label}</span>
            {counted ? <span className="nav-count">{formatCount(node.class.cards)}</span> : null}
          </Link>
          {node.children.length > 0 ? <Branch nodes={node.children} counted={counted} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** Classes with how many cards each holds now; in the past the counts would be wrong and are left out. */
export function ClassNav({ open }: { open: boolean }) {
  const classes = useQuery(classesQuery);
  const { asOf } = useAsOf();
  return (
    <nav id="navigation" className="shell-nav" aria-label="Classes and runs" data-open={open}>
      <h2 className="nav-title">Classes</h2>
      {classes.isError ? <ProblemView error={classes.error} retry={() => void classes.refetch()} /> : null}
      {classes.data ? <Branch nodes={buildClassTree(classes.data)} counted={asOf === undefined} /> : null}
      {/* below the classes, it would move under the pointer when they come */}
      {classes.isPending ? <Loading what="classes" /> : <IncomingNav />}
    </nav>
  );
}

function IncomingNav() {
  const isAdministrator = useHas('administer');
  return (
    <>
      <h2 className="nav-title">Incoming data</h2>
      <ul className="nav-list">
        <li>
          <Link className="nav-link" to="/runs" activeOptions={{ includeSearch: false }}>
            Runs
          </Link>
        </li>
        <li>
          <Link className="nav-link" to="/quarantine" activeOptions={{ includeSearch: false }}>
            Quarantine
          </Link>
        </li>
        {isAdministrator ? (
          <li>
            <Link className="nav-link" to="/agents" activeOptions={{ includeSearch: false }}>
              Agents
            </Link>
          </li>
        ) : null}
      </ul>
    </>
  );
}
