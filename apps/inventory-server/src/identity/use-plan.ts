import type { Identifier } from '@popis/identification';
import type { UseRow } from './identity.repository.ts';

/** What changes in who has which identifier. */
export interface UsePlan {
  begun: Identifier[];
  resumed: Identifier[];
  ended: Identifier[];
  /** Those that another device had before and has no more; a name may go round as it likes. */
  moved: Identifier[];
}

/** Plans what a device's identifiers come to; kinds that a contact did not speak of stay as they are. */
export function planUses(uses: readonly UseRow[], told: readonly Identifier[], deviceId: number): UsePlan {
  const own = new Map(
    uses.filter((use) => use.hardwareId === deviceId).map((use) => [use.identifier, use.isCurrent]),
  );
  const begun = told.filter((identifier) => !own.has(identifier));
  const resumed = told.filter((identifier) => own.get(identifier) === false);
  const spoken = new Set(told.map(kindOf));
  const ended: Identifier[] = [];
  for (const [identifier, isCurrent] of own) {
    if (isCurrent && spoken.has(kindOf(identifier)) && !told.includes(identifier)) {
      ended.push(identifier);
    }
  }
  const given = new Set(
    uses.filter((use) => use.hardwareId !== deviceId && !use.isCurrent).map((use) => use.identifier),
  );
  const moved = [...begun, ...resumed].filter((each) => given.has(each) && kindOf(each) !== 'name');
  return { begun, resumed, ended, moved };
}

function kindOf(identifier: Identifier): string {
  return identifier.slice(0, identifier.indexOf(':'));
}
