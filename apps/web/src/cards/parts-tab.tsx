import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cardsQuery, classesQuery, classQuery, domainsQuery, relationsQuery } from '../api/queries.ts';
import type { Attribute, Card, Domain, RelationGroup } from '../api/types.ts';
import { chooseColumns } from '../classes/list-search.ts';
import { useAsOf } from '../shell/as-of.ts';
import { EmptyState, Loading, ProblemView } from '../shell/states.tsx';
import { cardTitle, formatCount } from '../values/value-text.ts';
import { CardLink, isNumeric, ValueView } from '../values/value-view.tsx';
import { toSummary } from './card-picker.tsx';
import { isPartGroup } from './relation-groups.ts';

const PARTS = 100;

export function PartsTab({ card }: { card: Card }) {
  const { instant } = useAsOf();
  const relations = useQuery(relationsQuery(card.id, instant));
  const domains = useQuery(domainsQuery);
  const classes = useQuery(classesQuery);
  const failed = [relations, domains, classes].find((query) => query.isError);
  if (failed?.error) return <ProblemView error={failed.error} retry={() => void failed.refetch()} />;
  if (relations.data === undefined || domains.data === undefined || classes.data === undefined) {
    return <Loading what="parts" />;
  }
  const groups = relations.data.filter(
    (group) => group.total > 0 && isPartGroup(group, domains.data, classes.data),
  );
  if (groups.length === 0) {
    return (
      <EmptyState title="No parts are known">
        <p>
          Parts are items that belong to this card, like the memory, storage and monitors of a computer. The
          connector keeps them as the inventory reports them; the relations tab adds one by hand.
        </p>
      </EmptyState>
    );
  }
  return groups.map((group) => {
    const domain = domains.data.find((each) => each.name === group.domain);
    return domain === undefined ? null : (
      <PartTable key={group.domain} card={card} group={group} domain={domain} />
    );
  });
}

/** What is worth a column beside the part itself: what is not the same as the whole, and not empty everywhere. */
function chooseKeyAttributes(attributes: readonly Attribute[], parts: readonly Card[], domain: Domain) {
  const known = attributes.filter(
    (attribute) =>
      attribute.domain !== domain.name &&
      attribute.name !== 'Code' &&
      attribute.name !== 'Description' &&
      parts.some((part) => (part.attributes[attribute.name] ?? null) !== null),
  );
  return chooseColumns(known, undefined);
}

function PartTable({ card, group, domain }: { card: Card; group: RelationGroup; domain: Domain }) {
  const { instant } = useAsOf();
  const definition = useQuery(classQuery(domain.target));
  const label = definition.data?.label ?? domain.target;
  const reference = definition.data?.attributes.find((attribute) => attribute.domain === domain.name);
  const parts = useQuery({
    ...cardsQuery(domain.target, {
      limit: PARTS,
      filter: { attribute: reference?.name ?? '', operator: 'equal', value: card.id },
      ...(instant === undefined ? {} : { asOf: instant }),
    }),
    enabled: reference !== undefined,
  });
  if (definition.isError) {
    return <ProblemView error={definition.error} retry={() => void definition.refetch()} />;
  }
  if (parts.isError) return <ProblemView error={parts.error} retry={() => void parts.refetch()} />;
  return (
    <section>
      <h2 className="section-title">
        {label} <span className="tag">{formatCount(group.total)}</span>
      </h2>
      {definition.data !== undefined && reference === undefined ? <PartLinks group={group} /> : null}
      {parts.data === undefined || definition.data === undefined ? null : (
        <Parts
          label={label}
          parts={parts.data.items}
          columns={chooseKeyAttributes(definition.data.attributes, parts.data.items, domain)}
        />
      )}
      {reference !== undefined && parts.isPending ? <Loading what={label} /> : null}
      {parts.data !== undefined && parts.data.total > parts.data.items.length ? (
        <p className="dim">
          {formatCount(parts.data.items.length)} of {formatCount(parts.data.total)} shown.
        </p>
      ) : null}
    </section>
  );
}

/** Parts whose class has no reference back: only their names are at hand. */
function PartLinks({ group }: { group: RelationGroup }) {
  return (
    <ul>
      {group.relations.map((relation) => (
        <li key={relation.id}>
          <CardLink card={relation.card} />
        </li>
      ))}
    </ul>
  );
}

function Parts({
  label,
  parts,
  columns,
}: {
  label: string;
  parts: readonly Card[];
  columns: readonly Attribute[];
}) {
  return (
    <div className="table-frame">
      <table className="grid">
        <caption className="hidden-text">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{label}</th>
            {columns.map((attribute) => (
              <th scope="col" key={attribute.name} className={isNumeric(attribute) ? 'number' : undefined}>
                {attribute.label}
                {attribute.unit === null ? null : <span className="unit"> {attribute.unit}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.id}>
              <th scope="row">
                <Link className="link" to="/cards/$id" params={{ id: part.id }}>
                  {cardTitle(toSummary(part))}
                </Link>
              </th>
              {columns.map((attribute) => (
                <td key={attribute.name} className={isNumeric(attribute) ? 'number' : 'clip'}>
                  <ValueView value={part.attributes[attribute.name]} attribute={attribute} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
