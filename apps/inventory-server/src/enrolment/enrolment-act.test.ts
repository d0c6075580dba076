import { expect, test } from 'vitest';
import { toEnrolmentAct } from './enrolment-act.ts';
import { parseEnrolmentCommand } from './enrolment-command.ts';

const who = { actor: 'ana at the command line', requestId: 'r' };

test.each([
  [['tokens'], undefined],
  [['keys'], undefined],
  [['revoke-token', '7'], { operation: 'withdrawEnrolmentToken', target: '7', given: null }],
  [['approve', 'KEY'], { operation: 'decideAgentKey', target: 'KEY', given: '{"decision":"accept"}' }],
  [
    ['token', '--uses', '3'],
    { operation: 'createEnrolmentToken', given: expect.stringContaining('"uses":3') },
  ],
])('%j is kept as what the administration calls it', (args, expected) => {
  const act = toEnrolmentAct(parseEnrolmentCommand(args, 0), who, 9);

  expect(act).toEqual(
    expected === undefined ? undefined : expect.objectContaining({ ...expected, actor: who.actor, atMs: 9 }),
  );
});
