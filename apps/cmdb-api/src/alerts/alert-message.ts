import type { Alert, Trouble } from './decide-alerts.ts';

/** An alert as it is sent. */
export interface AlertMessage {
  kind: Alert['kind'] | 'test';
  source: string | null;
  subject: string;
  /** What happened. */
  what: string;
  /** What to do about it. */
  next: string;
  /** Where to look; null as long as nobody has said where people reach the web UI. */
  link: string | null;
  /** When it was noticed. */
  at: string;
}

const subjects: Readonly<Record<Alert['kind'], string>> = {
  failure: 'run failed',
  waiting: 'waits for a decision',
  quarantine: 'records in quarantine',
  missed: 'run missed',
  recovery: 'well again',
};

const nexts: Readonly<Record<Alert['kind'], string>> = {
  failure:
    'Open the run: its notes say why. The next run starts afresh; running it by hand is always safe (popis connector run).',
  waiting:
    'Open the run, look at the groups that wait, approve or refuse them, and write what you approved. What is not decided waits again in the next run.',
  quarantine: 'Open the quarantine: put each record right in its source, or answer which card it means.',
  missed:
    'See whether the connector runs (popis connector serve), and what its log says: it has not reached the CMDB. Running it by hand makes up for it.',
  recovery: 'Nothing.',
};

/** Puts an alert into words; `webUrl` is where people reach the web UI. */
export function toMessage(alert: Alert, webUrl: string | undefined, at: Date): AlertMessage {
  const { kind, source, what } = alert;
  return {
    kind,
    source,
    subject: `Popis: ${source}: ${subjects[kind]}`,
    what,
    next: nexts[kind],
    link: webUrl === undefined ? null : `${webUrl}${pathOf(alert)}`,
    at: at.toISOString(),
  };
}

/** A message that says that messages arrive. */
export function toTestMessage(webUrl: string | undefined, username: string, at: Date): AlertMessage {
  return {
    kind: 'test',
    source: null,
    subject: 'Popis: test alert',
    what: `${username} asked for a test of the alerts.`,
    next: 'Nothing: alerts arrive here.',
    link: webUrl ?? null,
    at: at.toISOString(),
  };
}

/** A message as plain text. */
export function formatMessage({ what, next, link, at }: AlertMessage): string {
  return [
    what,
    '',
    `What to do: ${next}`,
    ...(link === null ? [] : ['', link]),
    '',
    `Noticed at ${at}.`,
    '',
  ].join('\n');
}

const ofQuarantine: readonly Trouble[] = ['quarantine'];

function pathOf({ kind, runId, over }: Alert): string {
  if (kind === 'quarantine' || (kind === 'recovery' && over.every((each) => ofQuarantine.includes(each)))) {
    return '/quarantine';
  }
  return runId === null ? '/runs' : `/runs/${runId}`;
}
