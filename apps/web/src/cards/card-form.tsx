import type { ClassDetail } from '../api/types.ts';
import { groupAttributes } from './attribute-groups.ts';
import type { Draft, FieldDraft } from './draft.ts';
import { FieldInput } from './field-input.tsx';
import { chosenOf } from './lookup-choices.ts';

/** The fields of a class, grouped as the overview shows them. */
export function CardFields({
  definition,
  draft,
  faults,
  change,
}: {
  definition: ClassDetail;
  draft: Draft;
  faults: Record<string, string>;
  change: (name: string, draft: FieldDraft) => void;
}) {
  const chosen = chosenOf(definition.attributes, draft);
  return (
    <div className="attribute-groups">
      {groupAttributes(definition.attributes).map((group) => (
        <fieldset key={group.name} className="attribute-group stack">
          <legend>{group.name}</legend>
          {group.attributes.map((attribute) => (
            <FieldInput
              key={attribute.name}
              attribute={attribute}
              draft={draft[attribute.name] ?? null}
              fault={faults[attribute.name]}
              chosen={chosen}
              change={(field) => change(attribute.name, field)}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
