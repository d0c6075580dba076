import type { ReactNode } from 'react';

/** The head of a column: its name, and whether numbers stand below it. */
export type Column = string | { name: string; isNumber: true };

/** A table in its frame, under a name of its own; one that is too wide is scrolled in it, with the keyboard too. */
export function Grid({
  label,
  columns,
  className = '',
  children,
}: {
  label: string;
  columns: readonly Column[];
  className?: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard
    <section className="table-frame" aria-label={label} tabIndex={0}>
      <table className={`grid ${className}`.trimEnd()}>
        <thead>
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th key={column} scope="col">
                  {column}
                </th>
              ) : (
                <th key={column.name} scope="col" className="number">
                  {column.name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
