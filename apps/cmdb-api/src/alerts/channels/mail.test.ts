import type { AddressInfo } from 'node:net';
import { describeFailure } from '@popis/runtime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import type { AlertMessage } from '../alert-message.ts';
import { type MailRoute, sendMail } from './mail.ts';

const message: AlertMessage = {
  kind: 'waiting',
  source: 'ocs',
  subject: 'Popis: ocs: waits for a decision',
  what: '30 changes of ocs wait for a person: retire Computer',
  next: 'Open the run',
  link: 'https://cmdb.example.org/runs/7',
  at: '2026-06-01T02:16:00.000Z',
};

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A real mail server on this machine; gives the route to it and the mail that it took. */
async function listen(options: SMTPServerOptions = {}) {
  const taken: { from: string; to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((each) => each.address),
          text,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined); // a client that gives up
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(() => resolve())));
  const route: MailRoute = {
    ...{
      host: '127.0.0.1',
      port: (server.server.address() as AddressInfo).port,
      secure: false,
      account: undefined,
    },
    ...{ from: 'popis@example.org', to: ['it@example.org', 'night@example.org'] },
  };
  return { route, taken };
}

function faultOf(work: Promise<void>): Promise<string> {
  return work.then(() => 'none', describeFailure);
}

describe('mail', () => {
  test('reaches everybody, and says what happened, what to do, and where', async () => {
    const { route, taken } = await listen();

    await sendMail(route, '0197-id', message);

    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({
      from: 'popis@example.org',
      to: ['it@example.org', 'night@example.org'],
    });
    const text = taken[0]?.text.replaceAll('\r\n', '\n') ?? '';
    expect(text).toContain('Subject: Popis: ocs: waits for a decision\n');
    expect(text).toContain('Message-ID: <0197-id@popis>\n');
    expect(text).toContain('Auto-Submitted: auto-generated\n');
    expect(text).toContain('What to do: Open the run\n');
    expect(text).toContain('https://cmdb.example.org/runs/7\n');
  });

  test('that one address is refused of is a fault', async () => {
    const { route } = await listen({
      onRcptTo({ address }, _session, done) {
        done(address.startsWith('night') ? new Error('no such box') : undefined);
      },
    });

    expect(await faultOf(sendMail(route, 'id', message))).toContain('1 of 2 addresses were refused');
  });

  test('signs in over a secure connection only, and shows no password', async () => {
    let asked = 0;
    const { route, taken } = await listen({
      onAuth(_auth, _session, done) {
        asked += 1;
        done(null, { user: 'popis' });
      },
    });
    const account = { user: 'popis', pass: 'hush-hush' };

    const fault = await faultOf(sendMail({ ...route, account }, 'id', message));

    expect(fault).toContain('did not take the message');
    expect(fault).not.toContain('hush-hush');
    expect([asked, taken.length]).toEqual([0, 0]);
  });

  test('for a server that is not there is a fault', async () => {
    const { route } = await listen();

    expect(await faultOf(sendMail({ ...route, port: 9 }, 'id', message))).toContain(
      '127.0.0.1:9 did not take',
    );
  });
});
