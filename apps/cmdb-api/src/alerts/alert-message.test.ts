import { describe, expect, test } from 'vitest';
import { formatMessage, toMessage } from './alert-message.ts';
import type { Alert } from './decide-alerts.ts';

const at = new Date('2026-06-01T02:16:00Z');

function alert(kind: Alert['kind'], more: Partial<Alert> = {}): Alert {
  return { kind, source: 'ocs', runId: 'run-7', over: [], what: 'Something happened', ...more };
}

describe('a message', () => {
  test('says what happened, what to do next, and where to look', () => {
    const message = toMessage(alert('waiting'), 'https://cmdb.example.org', at);

    expect(message.subject).toBe('Popis: ocs: waits for a decision');
    expect(formatMessage(message)).toBe(
      [
        'Something happened',
        '',
        `What to do: ${message.next}`,
        '',
        'https://cmdb.example.org/runs/run-7',
        '',
        'Noticed at 2026-06-01T02:16:00.000Z.',
        '',
      ].join('\n'),
    );
    expect(message.next).toContain('approve or refuse');
  });

  test.each<[Alert, string]>([
    [alert('failure'), '/runs/run-7'],
    [alert('missed', { runId: null }), '/runs'],
    [alert('quarantine'), '/quarantine'],
    [alert('recovery', { over: ['quarantine'] }), '/quarantine'],
    [alert('recovery', { over: ['failure', 'quarantine'] }), '/runs/run-7'],
  ])('leads to the page where something can be done: %j', (of, path) => {
    expect(toMessage(of, 'https://cmdb.example.org', at).link).toBe(`https://cmdb.example.org${path}`);
  });

  test('has no link where nobody has said how people reach the web UI', () => {
    const message = toMessage(alert('failure'), undefined, at);

    expect(message.link).toBeNull();
    expect(formatMessage(message)).not.toContain('http');
  });
});
