import type { TestCmdb } from './test-cmdb.ts';

/** Of a mapping: the machines of which a record only says that its master hosts them. */
export const guestsMapping = {
  name: 'Computer',
  attributes: ['UUID'],
  master: false,
  domain: 'ComputerGuests',
  refers: 'directed',
};

/** The domain for it, which no model has from the start. */
export async function addGuests(cmdb: TestCmdb): Promise<void> {
  await cmdb.call('POST', '/domains', {
    name: 'ComputerGuests',
    label: 'Virtual machines',
    source: 'Computer',
    target: 'Computer',
    cardinality: 'N:N',
    directLabel: 'hosts',
    inverseLabel: 'runs on',
  });
}

export function guest(uuid: string) {
  const refers = { domain: 'ComputerGuests', direction: 'directed', class: 'Computer', refers: true };
  return { ...refers, identify: ['UUID'], attributes: { UUID: uuid } };
}
