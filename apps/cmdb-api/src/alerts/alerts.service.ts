import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger, describeFailure } from '@popis/runtime';
import { CONFIG, type Config, SECRETS, type Secrets } from '../config.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import { RepeatedWork } from '../platform/jobs/repeated-work.ts';
import type { Caller } from '../platform/permissions.ts';
import { toMessage, toTestMessage } from './alert-message.ts';
import {
  type Channel,
  dropOldMessages,
  insertMessage,
  markFailed,
  markSent,
  putAlertState,
  readAlertStates,
  takeDueMessage,
  tryHoldAlerts,
} from './alerts.repository.ts';
import { openChannels, type Send } from './channels/channels.ts';
import { decideAlerts, nothingTold } from './decide-alerts.ts';
import { readFacts } from './facts.read-model.ts';
import { nextAttempt } from './send-again.ts';

const log = createLogger('cmdb-api.alerts');
const everyMs = 30_000;
/** Messages sent in one round; the others wait for the next. */
const mostAtOnce = 50;
const mostFault = 1_000;

/** What became of a test. */
export interface TestedChannel {
  channel: Channel;
  fault: string | null;
}

/**
 * Tells people what changed for the worse or the better with sources. What they were told, and what has still to go out,
 * stands in the database: a restart repeats and forgets nothing, and of several processes one does it.
 */
@Injectable()
export class AlertsService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly channels: Map<Channel, Send>;
  private readonly rounds = new RepeatedWork(() => this.lookAndSend(), {
    everyMs,
    failed: (error) => log.warn({ err: error }, 'alerts could not be looked after now'),
  });
  private stopping = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SECRETS) secrets: Secrets,
  ) {
    this.channels = openChannels(config.alerts, secrets.alerts);
  }

  onApplicationBootstrap(): void {
    if (this.channels.size === 0) return;
    this.rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.rounds.stop();
  }

  /** Looks at all sources and notes what is to be said; gives how many messages that is. */
  async look(now = new Date()): Promise<number> {
    return this.database.transaction(async (tx) => {
      if (!(await tryHoldAlerts(tx))) return 0;
      const told = await readAlertStates(tx);
      let messages = 0;
      for (const facts of await readFacts(tx, now, this.config.alerts.missedGraceMs)) {
        const before = told.get(facts.source) ?? nothingTold;
        const { state, alerts } = decideAlerts(before, facts);
        if (JSON.stringify(state) !== JSON.stringify(before))
          await putAlertState(tx, facts.source, state, now);
        for (const alert of alerts) {
          log.info({ source: alert.source, kind: alert.kind, runId: alert.runId }, 'alert');
          const message = toMessage(alert, this.config.publicUrl, now);
          for (const channel of this.channels.keys()) {
            await insertMessage(tx, { id: newId(), channel, message, createdAt: now });
            messages += 1;
          }
        }
      }
      await dropOldMessages(tx);
      return messages;
    });
  }

  /** Sends what is due; what cannot be sent is tried again later. Gives how many went out. */
  async sendDue(now = new Date()): Promise<number> {
    let sent = 0;
    for (let count = 0; count < mostAtOnce && !this.stopping; count += 1) {
      const outcome = await this.database.transaction((tx) => this.sendNext(tx, now));
      if (outcome === 'none') break;
      if (outcome === 'sent') sent += 1;
    }
    return sent;
  }

  /** Sends a message by every way that is set up, at once, and says how that went. */
  async test(caller: Caller): Promise<TestedChannel[]> {
    const message = toTestMessage(this.config.publicUrl, caller.username, new Date());
    return Promise.all(
      [...this.channels].map(async ([channel, send]) => ({
        channel,
        fault: await send(newId(), message).then(() => null, describeFailure),
      })),
    );
  }

  private async sendNext(tx: Tx, now: Date): Promise<'sent' | 'failed' | 'none'> {
    const due = await takeDueMessage(tx, now);
    if (due === undefined) return 'none';
    const { id, channel, message, attempts, createdAt } = due;
    const send = this.channels.get(channel);
    try {
      if (send === undefined) throw new Error('This way is not set up any more');
      await send(id, message);
      await markSent(tx, id, now);
      return 'sent';
    } catch (error) {
      const nextAt = send === undefined ? null : nextAttempt(createdAt, attempts + 1, now);
      const fault = describeFailure(error).slice(0, mostFault);
      await markFailed(tx, id, { fault, at: now, nextAt });
      const what = { messageId: id, channel, kind: message.kind, attempts: attempts + 1, nextAt, fault };
      if (nextAt === null) log.error(what, 'alert could not be sent, and is not tried again');
      else log.warn(what, 'alert could not be sent, and is tried again');
      return 'failed';
    }
  }

  private async lookAndSend(): Promise<void> {
    await this.look();
    await this.sendDue();
  }
}
