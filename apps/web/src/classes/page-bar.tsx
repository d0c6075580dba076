import { Link } from '@tanstack/react-router';
import type { Page } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';
import type { ListSearch } from './list-search.ts';

/** Which cards of how many; the pages are links, so the browser's own back leads back through them. */
export function PageBar({
  page,
  search,
  repeated = false,
}: {
  page: Page<unknown>;
  search: ListSearch;
  repeated?: boolean;
}) {
  const before = search.from ?? 0;
  const shown = page.items.length;
  const unplaced = search.cursor !== undefined && search.from === undefined;
  const range = unplaced ? formatCount(shown) : `${formatCount(before + 1)}–${formatCount(before + shown)}`;
  return (
    <div className="bar">
      <p className="count-line" role={repeated ? undefined : 'status'}>
        {range} of {formatCount(page.total)}
      </p>
      <nav className="actions" aria-label={repeated ? 'Pages, below the list' : 'Pages'}>
        {search.cursor === undefined ? null : (
          <Link
            className="link"
            to="."
            search={(current) => ({ ...current, cursor: undefined, from: undefined })}
          >
            ⇤ First page
          </Link>
        )}
        {page.next === null ? null : (
          <Link
            className="link"
            to="."
            search={(current) => ({ ...current, cursor: page.next ?? undefined, from: before + shown })}
          >
            Next page →
          </Link>
        )}
      </nav>
    </div>
  );
}
