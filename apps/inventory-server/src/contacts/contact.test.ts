import { expect, test } from 'vitest';
import { type Contact, openContact } from './contact.ts';

function record(end: (contact: ReturnType<typeof openContact>) => void): Contact[] {
  const recorded: Contact[] = [];
  end(openContact({ requestId: 'r1', address: '10.0.0.1', bytes: 7 }, (contact) => recorded.push(contact)));
  return recorded;
}

test('a contact is recorded with what became known of it', () => {
  const recorded = record((contact) => {
    contact.isFrom('ana-2026-01-02-03-04-05', 'INVENTORY');
    contact.wrote(3);
    contact.end(200);
  });

  expect(recorded).toEqual([
    expect.objectContaining({
      requestId: 'r1',
      deviceId: 'ana-2026-01-02-03-04-05',
      query: 'INVENTORY',
      outcome: 'answered',
      writtenSections: 3,
      bytes: 7,
    }),
  ]);
});

test.each([
  [500, 'malformed', 'refused'],
  [403, 'address', 'refused'],
  [503, 'database', 'failed'],
])('a %i for %s counts as %s', (status, cause, outcome) => {
  const [contact] = record((open) => open.end(status, cause));

  expect(contact?.outcome).toBe(outcome);
});

test('only the first end counts', () => {
  const recorded = record((contact) => {
    contact.end(503, 'database');
    contact.end(503, 'internal');
  });

  expect(recorded.map((contact) => contact.cause)).toEqual(['database']);
});
