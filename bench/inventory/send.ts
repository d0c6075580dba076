import { Agent, request } from 'node:http';
import type { Machine } from './machines.ts';

/** What became of a round of reports. */
export interface Sent {
  /** Answers by status, those of PROLOG and of INVENTORY together. */
  statuses: Record<string, number>;
  /** Machines whose inventory was answered with 200. */
  accepted: Machine[];
  /** From the first byte of a machine's PROLOG to the last of the answer to its inventory. */
  timesMs: number[];
  seconds: number;
}

/** Every machine asks and sends once, as agents do: both over one connection; so many machines at a time. */
export async function sendReports(
  url: string,
  machines: readonly Machine[],
  concurrency: number,
): Promise<Sent> {
  const statuses: Record<string, number> = {};
  const accepted: Machine[] = [];
  const timesMs: number[] = [];
  const waiting = machines.values();
  const work = async () => {
    for (const machine of waiting) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const since = performance.now();
      for (const body of [machine.prolog, machine.inventory]) {
        const status = await post(url, body, machine.userAgent, agent);
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (status === '200' && body === machine.inventory) accepted.push(machine);
      }
      timesMs.push(performance.now() - since);
      agent.destroy();
    }
  };
  const since = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  return { statuses, accepted, timesMs, seconds: (performance.now() - since) / 1_000 };
}

/** The status of the answer, or the error's code where there was none. */
export async function post(url: string, body: Uint8Array, userAgent: string, agent: Agent): Promise<string> {
  return (await postAndRead(url, body, userAgent, agent)).status;
}

/** What was answered: a status, or the error's code where there was no answer; when to come again, if that was said. */
export interface Answer {
  status: string;
  retryAfterSeconds?: number;
}

/** Sends a body and reads the answer to its end. */
export async function postAndRead(
  url: string,
  body: Uint8Array,
  userAgent: string,
  agent: Agent,
): Promise<Answer> {
  return await new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException) => resolve({ status: error.code ?? error.name });
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-compress',
          'content-length': body.length,
          'user-agent': userAgent,
        },
      },
      (response) => {
        response.resume();
        const told = response.headers['retry-after'];
        response.on('end', () =>
          resolve({
            status: String(response.statusCode),
            ...(told === undefined ? {} : { retryAfterSeconds: Number(told) }),
          }),
        );
        response.on('error', fail);
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}
