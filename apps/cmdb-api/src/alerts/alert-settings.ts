import type { Fault } from '@popis/errors';
import type { Env } from '../env.ts';
import type { MailRoute } from './channels/mail.ts';
import { type AllowedPlaces, parseAllowedPlaces } from './channels/outgoing-address.ts';

/** Where alerts go, and from when on a time of a schedule counts as missed. */
export interface AlertSettings {
  webhook: { url: string; allowed: AllowedPlaces } | undefined;
  mail: (Omit<MailRoute, 'account'> & { username: string | undefined }) | undefined;
  missedGraceMs: number;
}

export interface AlertSecrets {
  webhookSecret: string | undefined;
  smtpPassword: string | undefined;
}

const shortestSecret = 20;
const ports: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** Decides from the environment; what does not go together is added to `faults`. */
export function toAlertSettings(
  env: Env,
  faults: Fault[],
): { settings: AlertSettings; secrets: AlertSecrets } {
  return {
    settings: {
      webhook: toWebhook(env, faults),
      mail: toMail(env, faults),
      missedGraceMs: env.ALERT_MISSED_MINUTES * 60_000,
    },
    secrets: { webhookSecret: env.ALERT_WEBHOOK_SECRET_FILE, smtpPassword: env.SMTP_PASSWORD_FILE },
  };
}

function toWebhook(env: Env, faults: Fault[]): AlertSettings['webhook'] {
  const { allowed, wrong } = parseAllowedPlaces(env.ALERT_WEBHOOK_ALLOW);
  for (const entry of wrong) {
    faults.push({
      path: 'ALERT_WEBHOOK_ALLOW',
      message: `must be hosts, addresses or ranges, not "${entry}"`,
    });
  }
  const url = env.ALERT_WEBHOOK_URL;
  if (url === undefined) return undefined;
  if (env.ALERT_WEBHOOK_SECRET_FILE === undefined) {
    faults.push({ path: 'ALERT_WEBHOOK_SECRET_FILE', message: 'must be set, since ALERT_WEBHOOK_URL is' });
  } else if (env.ALERT_WEBHOOK_SECRET_FILE.length < shortestSecret) {
    const message = `must hold at least ${shortestSecret} characters`;
    faults.push({ path: 'ALERT_WEBHOOK_SECRET_FILE', message });
  }
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') {
    faults.push({ path: 'ALERT_WEBHOOK_URL', message: 'must hold no user name or password' });
  }
  return { url, allowed };
}

function toMail(env: Env, faults: Fault[]): AlertSettings['mail'] {
  const { ALERT_MAIL_TO: to, ALERT_MAIL_FROM: from, SMTP_URL: server, SMTP_USERNAME: username } = env;
  if (to.length === 0) return undefined;
  for (const path of ['ALERT_MAIL_FROM', 'SMTP_URL'] as const) {
    if (env[path] === undefined) faults.push({ path, message: 'must be set, since ALERT_MAIL_TO is' });
  }
  if ((username === undefined) !== (env.SMTP_PASSWORD_FILE === undefined)) {
    const path = username === undefined ? 'SMTP_USERNAME' : 'SMTP_PASSWORD_FILE';
    faults.push({ path, message: 'must be set as well: a name and a password go together' });
  }
  for (const address of from === undefined ? to : [...to, from]) {
    if (/^[^\s@<>]+@[^\s@<>]+$/.test(address)) continue;
    const path = address === from ? 'ALERT_MAIL_FROM' : 'ALERT_MAIL_TO';
    faults.push({ path, message: `must be addresses such as it@example.org, not "${address}"` });
  }
  if (from === undefined || server === undefined) return undefined;
  const { protocol, hostname, port, username: inUrl } = new URL(server);
  if (inUrl !== '') {
    faults.push({ path: 'SMTP_URL', message: 'must hold no user name or password: see SMTP_USERNAME' });
  }
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (ports[protocol] ?? 25) : Number(port),
    secure: protocol === 'smtps:',
    username,
    from,
    to,
  };
}
