import { Link } from '@tanstack/react-router';

/** The name of a source, which leads to its page where runs of it are spoken of; people and imports have no page. */
export function SourceLink({ name, ofRun }: { name: string; ofRun: boolean }) {
  if (!ofRun) return <>{name}</>;
  return (
    <Link className="link" to="/sources/$source" params={{ source: name }}>
      {name}
    </Link>
  );
}
