import { Button, Checkbox, Popover } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Attribute } from '../api/types.ts';
import { orderAttributes, toggleColumn } from './list-search.ts';

export function ColumnChooser({
  attributes,
  shown,
}: {
  attributes: readonly Attribute[];
  shown: readonly Attribute[];
}) {
  const navigate = useNavigate();
  function choose(columns: string | undefined) {
    void navigate({ to: '.', search: (search) => ({ ...search, columns }), replace: true });
  }
  return (
    <Popover position="bottom-end" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" size="xs">
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <fieldset className="column-choice stack">
          <legend className="hidden-text">Columns of this list</legend>
          {orderAttributes(attributes).map((attribute) => {
            const isShown = shown.some((each) => each.name === attribute.name);
            return (
              <Checkbox
                key={attribute.name}
                size="xs"
                label={attribute.label}
                checked={isShown}
                disabled={isShown && shown.length === 1}
                onChange={() => choose(toggleColumn(attributes, shown, attribute.name))}
              />
            );
          })}
          <Button variant="subtle" size="compact-xs" onClick={() => choose(undefined)}>
            Usual columns
          </Button>
        </fieldset>
      </Popover.Dropdown>
    </Popover>
  );
}
