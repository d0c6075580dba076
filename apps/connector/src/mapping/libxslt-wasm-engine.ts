import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { InvalidInputError, UnavailableError } from '@popis/errors';
import type { WorkerAnswer, WorkerTask } from './libxslt-worker.ts';
import { sortMessages, type Transformation, TransformationError, type XsltEngine } from './xslt-engine.ts';

interface Pending {
  task: WorkerTask;
  resolve(result: Transformation): void;
  reject(error: Error): void;
}

interface Running {
  worker: Worker;
  /** Tasks the worker has, oldest first; it answers in this order. */
  queue: Pending[];
  timer: NodeJS.Timeout | undefined;
}

/**
 * Compiles a stylesheet with libxslt-wasm in a thread of its own. The thread is replaced after a trap and after a
 * document that takes longer than `timeLimitMs`; the documents behind that one go on in the new thread.
 *
 * @throws InvalidInputError when the stylesheet does not compile.
 * @throws UnavailableError on a Node.js that cannot run it.
 */
export async function startLibxsltWasm(stylesheet: string, timeLimitMs: number): Promise<XsltEngine> {
  demandSuspension();
  let nextId = 1;
  let closed = false;
  let broken: Error | undefined;
  let running: Running = { worker: await startWorker(stylesheet), queue: [], timer: undefined };
  listen(running);

  function listen(thread: Running): void {
    thread.worker.on('message', (message: WorkerAnswer) => take(thread, message));
    thread.worker.on('error', (error) => void replace(thread, `the engine crashed: ${error.message}`));
  }

  function take(thread: Running, message: WorkerAnswer): void {
    if (thread !== running || message.kind === 'ready' || message.kind === 'unusable') return;
    if (message.kind === 'failed' && message.trapped) {
      void replace(thread, explain(message.said, message.reason));
      return;
    }
    const pending = thread.queue.shift();
    if (pending?.task.id !== message.id) return;
    watch(thread);
    settle(pending, message);
  }

  function settle(pending: Pending, message: WorkerAnswer): void {
    const { messages, complaint } = sortMessages(message.said);
    if (message.kind === 'output' && complaint === undefined) {
      pending.resolve({ output: message.output, messages });
    } else {
      const reason = message.kind === 'failed' ? message.reason : 'the stylesheet failed';
      pending.reject(new TransformationError(explain(message.said, reason)));
    }
  }

  function watch(thread: Running): void {
    clearTimeout(thread.timer);
    if (thread.queue.length === 0) return;
    const reason = `took longer than ${timeLimitMs} ms`;
    thread.timer = setTimeout(() => void replace(thread, reason), timeLimitMs);
  }

  /** Gives up the document at the head of the queue and the thread with it. */
  async function replace(thread: Running, reason: string): Promise<void> {
    if (thread !== running || closed) return;
    clearTimeout(thread.timer);
    const [failed, ...rest] = thread.queue;
    running = { worker: thread.worker, queue: rest, timer: undefined };
    const next = running;
    await thread.worker.terminate();
    failed?.reject(new TransformationError(reason));
    try {
      next.worker = await startWorker(stylesheet);
    } catch (error) {
      broken = toError(error);
      for (const pending of next.queue.splice(0)) pending.reject(broken);
      return;
    }
    if (closed) return void (await next.worker.terminate());
    listen(next);
    for (const pending of next.queue) next.worker.postMessage(pending.task);
    watch(next);
  }

  return {
    // One thread takes one after the other; the rest wait with it instead of here.
    atOnce: 32,
    transform(document) {
      if (broken !== undefined) return Promise.reject(broken);
      const task = { id: nextId++, document };
      return new Promise((resolve, reject) => {
        const thread = running;
        thread.queue.push({ task, resolve, reject });
        thread.worker.postMessage(task);
        if (thread.queue.length === 1) watch(thread);
      });
    },
    async close() {
      closed = true;
      clearTimeout(running.timer);
      await running.worker.terminate();
    },
  };
}

/** libxslt-wasm waits for JavaScript from inside WebAssembly, which older engines cannot do. */
function demandSuspension(): void {
  const machine: unknown = Reflect.get(globalThis, 'WebAssembly');
  if (typeof machine === 'object' && machine !== null && 'Suspending' in machine) return;
  throw new UnavailableError(
    `libxslt-wasm needs Node.js 24, this is ${process.version}: start through npm, or use XSLT_ENGINE=xsltproc`,
  );
}

async function startWorker(stylesheet: string): Promise<Worker> {
  const file = `./libxslt-worker${path.extname(import.meta.filename)}`;
  const worker = new Worker(new URL(file, import.meta.url), { workerData: stylesheet });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (message: WorkerAnswer) => {
        const { complaint } = sortMessages(message.said);
        if (message.kind === 'ready' && complaint === undefined) resolve();
        else reject(unusable(explain(message.said, 'libxslt refuses it')));
      });
    });
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  worker.removeAllListeners('error');
  return worker;
}

function unusable(reason: string): InvalidInputError {
  return new InvalidInputError('The stylesheet does not compile', [
    { path: 'transform.xsl', message: reason },
  ]);
}

function explain(said: readonly string[], reason: string): string {
  const { complaint } = sortMessages(said);
  return (
    complaint ??
    [
      reason,
      ...said
        .map((line) => line.trim())
        .filter((line) => line !== '')
        .slice(0, 3),
    ].join(': ')
  );
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
