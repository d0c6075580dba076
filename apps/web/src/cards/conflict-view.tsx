import { Button } from '@mantine/core';
import type { Attribute, Card } from '../api/types.ts';
import { Timestamp } from '../values/timestamp.tsx';
import { formatValue } from '../values/value-text.ts';
import { compareVersions, type Draft } from './draft.ts';
import { useFocusOnArrival } from './use-focus.ts';

/** What a lost race looks like: what it was, what the other made of it, what stands in this form. */
export function ConflictView({
  attributes,
  before,
  theirs,
  draft,
  overwrite,
  discard,
}: {
  attributes: readonly Attribute[];
  before: Card;
  theirs: Card;
  draft: Draft;
  overwrite: () => void;
  discard: () => void;
}) {
  const focused = useFocusOnArrival<HTMLElement>();
  const clashes = compareVersions(attributes, before, theirs, draft);
  return (
    <section ref={focused} tabIndex={-1} className="notice" data-tone="bad" role="alert">
      <h2>Somebody else changed this card while you were editing it</h2>
      <p>
        Nothing of yours was saved. The other change is of <Timestamp at={theirs.validFrom} />.
      </p>
      <div className="table-frame">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">Attribute</th>
              <th scope="col">It was</th>
              <th scope="col">It is now</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {clashes.map((clash) => (
              <tr key={clash.attribute.name}>
                <th scope="row">{clash.attribute.label}</th>
                <td>{formatValue(clash.before, clash.attribute.type)}</td>
                <td>{formatValue(clash.theirs, clash.attribute.type)}</td>
                <td>{clash.mine === undefined ? 'not changed' : formatValue(clash.mine)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>Saving again writes only the attributes that you changed, over what is there now.</p>
      <div className="actions">
        <Button size="xs" onClick={overwrite}>
          Save mine over it
        </Button>
        <Button size="xs" variant="default" onClick={discard}>
          Discard mine
        </Button>
      </div>
    </section>
  );
}
