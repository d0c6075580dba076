import type { Act } from '../acts/act.ts';
import type { EnrolmentCommand } from './enrolment-command.ts';

const DECISIONS = { approve: 'accept', revoke: 'revoke', release: 'release' } as const;

/** What is to be kept of a command that changes something, under the name that the administration has for it. */
export function toEnrolmentAct(
  command: EnrolmentCommand,
  { actor, requestId }: { actor: string; requestId: string },
  atMs: number,
): Act | undefined {
  const about = { atMs, actor, requestId, reason: null };
  switch (command.do) {
    case 'tokens':
    case 'keys':
      return undefined;
    case 'token':
      return {
        ...about,
        operation: 'createEnrolmentToken',
        target: null,
        given: JSON.stringify(command.terms),
      };
    case 'revoke-token':
      return { ...about, operation: 'withdrawEnrolmentToken', target: String(command.id), given: null };
    case 'approve':
    case 'revoke':
    case 'release': {
      const given = JSON.stringify({ decision: DECISIONS[command.do] });
      return { ...about, operation: 'decideAgentKey', target: command.keyId.slice(0, 255), given };
    }
  }
}
