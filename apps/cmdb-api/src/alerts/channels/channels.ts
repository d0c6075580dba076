import type { AlertMessage } from '../alert-message.ts';
import type { AlertSecrets, AlertSettings } from '../alert-settings.ts';
import type { Channel } from '../alerts.repository.ts';
import { sendMail } from './mail.ts';
import { postWebhook } from './webhook.ts';

/** Sends a message; `id` is the same however often it is tried. */
export type Send = (id: string, message: AlertMessage) => Promise<void>;

/** The ways out that are set up. */
export function openChannels(
  { webhook, mail }: AlertSettings,
  { webhookSecret, smtpPassword }: AlertSecrets,
): Map<Channel, Send> {
  const channels = new Map<Channel, Send>();
  if (webhook !== undefined && webhookSecret !== undefined) {
    channels.set('webhook', (id, message) => postWebhook({ ...webhook, secret: webhookSecret }, id, message));
  }
  if (mail !== undefined) {
    const { username, ...route } = mail;
    const account =
      username === undefined || smtpPassword === undefined
        ? undefined
        : { user: username, pass: smtpPassword };
    channels.set('mail', (id, message) => sendMail({ ...route, account }, id, message));
  }
  return channels;
}
