import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesQuery } from '../api/queries.ts';
import type { Attribute, Card, ClassDetail } from '../api/types.ts';
import { ClassLabel } from '../values/class-label.tsx';
import { formatValue } from '../values/value-text.ts';
import { isNumeric, ValueView } from '../values/value-view.tsx';
import { changeList, parseSort, stepSort } from './list-search.ts';

const sortState = { up: 'ascending', down: 'descending', none: 'none' } as const;

export function CardTable({
  definition,
  columns,
  cards,
  sort,
  stale,
}: {
  definition: ClassDetail;
  columns: readonly Attribute[];
  cards: readonly Card[];
  sort: string | undefined;
  stale: boolean;
}) {
  const classes = useQuery(classesQuery);
  const mixed = definition.abstract || classes.data?.some((each) => each.superclass === definition.name);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard
    <section className="table-frame" aria-label={`Cards of ${definition.label}`} tabIndex={0}>
      <table className="grid list-table" aria-busy={stale}>
        <thead>
          <tr>
            {columns.map((attribute) => (
              <SortHeader key={attribute.name} attribute={attribute} sort={sort} />
            ))}
            {mixed ? <th scope="col">Class</th> : null}
          </tr>
        </thead>
        <tbody>
          {cards.map((card) => (
            <tr key={card.id}>
              {columns.map((attribute, index) => (
                <Cell key={attribute.name} card={card} attribute={attribute} first={index === 0} />
              ))}
              {mixed ? (
                <td className="nowrap">
                  <ClassLabel name={card.class} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SortHeader({ attribute, sort }: { attribute: Attribute; sort: string | undefined }) {
  const key = parseSort(sort).find((each) => each.attribute === attribute.name);
  const state = key === undefined ? 'none' : key.descending ? 'down' : 'up';
  const mark = { up: '▲', down: '▼', none: '' }[state];
  return (
    <th scope="col" aria-sort={sortState[state]} className={isNumeric(attribute) ? 'number' : undefined}>
      <Link
        className="sort-link"
        to="."
        search={(search) => ({
          ...changeList(search, { sort: stepSort(sort, attribute.name) }),
          asOf: search.asOf,
        })}
        title="Sort by this attribute"
      >
        {attribute.label}
      </Link>
      {attribute.unit === null ? null : <span className="unit"> {attribute.unit}</span>}
      {mark === '' ? null : (
        <span className="sort-mark" aria-hidden="true">
          {mark}
        </span>
      )}
    </th>
  );
}

/** The first column leads to the card, whatever attribute it shows. */
function Cell({ card, attribute, first }: { card: Card; attribute: Attribute; first: boolean }) {
  const value = card.attributes[attribute.name];
  if (first) {
    return (
      <th scope="row" className="code">
        <Link className="link" to="/cards/$id" params={{ id: card.id }}>
          {value === null || value === undefined || value === ''
            ? '(no code)'
            : formatValue(value, attribute.type)}
        </Link>
        {card.retired ? <span className="tag">retired</span> : null}
      </th>
    );
  }
  return (
    <td className={isNumeric(attribute) ? 'number' : 'clip'}>
      <ValueView value={value} attribute={attribute} />
    </td>
  );
}
