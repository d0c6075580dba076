import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Attribute, Card, ClassDetail } from '../api/types.ts';
import { ValueView } from '../values/value-view.tsx';
import { groupAttributes } from './attribute-groups.ts';
import { EditCard } from './edit-card.tsx';
import { OverrideNote, SetOverride } from './override-note.tsx';
import { ProvenanceMark } from './provenance-mark.tsx';

export function OverviewTab({
  card,
  definition,
  editable,
}: {
  card: Card;
  definition: ClassDetail;
  editable: boolean;
}) {
  const [editing, setEditing] = useState(false);
  if (editing && editable) {
    return <EditCard card={card} definition={definition} close={() => setEditing(false)} />;
  }
  return (
    <>
      {editable ? (
        <div className="bar">
          <Button size="xs" variant="default" onClick={() => setEditing(true)}>
            Edit
          </Button>
        </div>
      ) : null}
      <div className="attribute-groups">
        {groupAttributes(definition.attributes).map((group) => (
          <section key={group.name} className="attribute-group">
            <h2>{group.name}</h2>
            <dl>
              {group.attributes.map((attribute) => (
                <AttributeRow key={attribute.name} card={card} attribute={attribute} editable={editable} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}

function AttributeRow({
  card,
  attribute,
  editable,
}: {
  card: Card;
  attribute: Attribute;
  editable: boolean;
}) {
  const value = card.attributes[attribute.name];
  const provenance = card.provenance[attribute.name];
  const isKnown = value !== null && value !== undefined;
  const isOfSource =
    provenance !== undefined && provenance.source !== 'person' && attribute.type !== 'reference';
  return (
    <>
      <dt>{attribute.label}</dt>
      <dd>
        <span className="attribute-value">
          <ValueView value={value} attribute={attribute} />
          {isKnown && attribute.unit !== null ? <span className="unit"> {attribute.unit}</span> : null}
        </span>
        {isKnown && provenance !== undefined ? (
          <ProvenanceMark provenance={provenance} label={attribute.label} />
        ) : null}
        {editable && isOfSource ? <SetOverride card={card} attribute={attribute} /> : null}
        <OverrideNote card={card} attribute={attribute} editable={editable} />
      </dd>
    </>
  );
}
