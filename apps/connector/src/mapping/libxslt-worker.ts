/**
 * The thread libxslt-wasm runs in. It holds one compiled stylesheet and answers one document after the other.
 * A trap leaves the WebAssembly memory in an unknown state, so the thread says so and is thrown away.
 */
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { XmlDocument as Document } from 'libxslt-wasm';

export interface WorkerTask {
  id: number;
  document: string;
}

export type WorkerAnswer =
  | { kind: 'ready'; said: string[] }
  | { kind: 'unusable'; reason: string; said: string[] }
  | { kind: 'output'; id: number; output: string; said: string[] }
  | { kind: 'failed'; id: number; reason: string; trapped: boolean; said: string[] };

const port = parentPort;
if (port === null) throw new Error('This file is a worker of the connector and runs in no other way');

// libxslt-wasm has no hook for what libxslt prints: it goes to fs.writeSync of file 1 or 2. This thread prints nothing
// else, so the function is caught here, and only here: every thread has its own.
let said: string[] = [];
Object.defineProperty(fs, 'writeSync', {
  value(_file: number, text: unknown): number {
    said.push(String(text));
    return String(text).length;
  },
});
// The stylesheet was checked before; this is the second lock on the same door.
globalThis.fetch = () => Promise.reject(new Error('a mapping has no network'));

function takeSaid(): string[] {
  const taken = said;
  said = [];
  return taken;
}

const { XmlDocument, XsltStylesheet } = await import('libxslt-wasm');
const { registerModule } = await import('libxslt-wasm/exslt');
for (const module of ['common', 'math', 'sets', 'strings'] as const) registerModule(module);

function answer(message: WorkerAnswer): void {
  port?.postMessage(message);
}

/** libxslt-wasm throws a plain Error for a null pointer; anything else comes from the machine below it. */
function isTrap(error: unknown): boolean {
  return !(error instanceof Error) || error.name !== 'Error';
}

async function apply(stylesheet: InstanceType<typeof XsltStylesheet>, task: WorkerTask): Promise<void> {
  const { id, document } = task;
  const opened: Document[] = [];
  try {
    const input = await XmlDocument.fromString(document, { options: { noNet: true } });
    opened.push(input);
    const result = await stylesheet.apply(input);
    opened.push(result);
    const output = stylesheet.applyToString(result);
    free(opened);
    answer({ kind: 'output', id, output, said: takeSaid() });
  } catch (error) {
    const trapped = isTrap(error);
    if (!trapped) free(opened);
    answer({ kind: 'failed', id, reason: String(error), trapped, said: takeSaid() });
  }
}

function free(documents: readonly Document[]): void {
  for (const document of documents.toReversed()) document.delete();
}

try {
  // With a name libxslt says the line of a fault.
  const text = new TextEncoder().encode(String(workerData));
  const stylesheet = await XsltStylesheet.from(text, { url: 'transform.xsl' });
  let turn = Promise.resolve();
  port.on('message', (task: WorkerTask) => {
    turn = turn.then(() => apply(stylesheet, task));
  });
  answer({ kind: 'ready', said: takeSaid() });
} catch (error) {
  answer({ kind: 'unusable', reason: String(error), said: takeSaid() });
}
