import { UpstreamFailedError } from '@popis/errors';
import { createTransport } from 'nodemailer';
import { type AlertMessage, formatMessage } from '../alert-message.ts';

/** By which server mail is sent, from whom and to whom. */
export interface MailRoute {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; without it the connection is made secure where the server can, and must be to sign in. */
  readonly secure: boolean;
  readonly account: { readonly user: string; readonly pass: string } | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

const stepLimitMs = 5_000;

/**
 * Sends a message as mail in plain text.
 *
 * @throws UpstreamFailedError when the server does not take it for all who are to get it
 */
export async function sendMail(route: MailRoute, id: string, message: AlertMessage): Promise<void> {
  const { host, port, secure, account, from, to } = route;
  const transport = createTransport({
    ...{ host, port, secure, requireTLS: !secure && account !== undefined },
    ...(account === undefined ? {} : { auth: account }),
    ...{ connectionTimeout: stepLimitMs, greetingTimeout: stepLimitMs, socketTimeout: stepLimitMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const { rejected } = await transport.sendMail({
      ...{ from, to: [...to], subject: message.subject, text: formatMessage(message) },
      messageId: `<${id}@popis>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Popis-Alert': message.kind },
    });
    if (rejected.length > 0) throw new Error(`${rejected.length} of ${to.length} addresses were refused`);
  } catch (error) {
    throw new UpstreamFailedError(`The mail server at ${host}:${port} did not take the message`, {
      cause: error,
    });
  } finally {
    transport.close();
  }
}
