import type { ReactNode } from 'react';

/** The head of a column: its name, and whether numbers stand below it, or only a screen reader is told of it. */
export type Column = string | { name: string; isNumber?: boolean; isHidden?: boolean };

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
            {columns.map((column) => (
              <ColumnHead key={typeof column === 'string' ? column : column.name} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function ColumnHead({ column }: { column: Column }) {
  if (typeof column === 'string') return <th scope="col">{column}</th>;
  const { name, isNumber, isHidden } = column;
  return (
    <th scope="col" className={isNumber ? 'number' : undefined}>
      {isHidden ? <span className="hidden-text">{name}</span> : name}
    </th>
  );
}
