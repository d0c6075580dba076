import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError, UnavailableError } from '@popis/errors';
import { sortMessages, type Transformation, TransformationError, type XsltEngine } from './xslt-engine.ts';

/** Past this a stylesheet repeats itself: a document of one machine and its parts is some tens of KiB. */
const largestOutputBytes = 64 * 1024 * 1024;

/**
 * The second engine, for hosts that have the program `xsltproc`: one process a document, no network, no writing.
 * It is several times slower and shares no code with WebAssembly, which makes it a good second opinion.
 *
 * @throws InvalidInputError when the stylesheet does not compile.
 * @throws UnavailableError when the program is not there.
 */
export async function startXsltproc(stylesheet: string, timeLimitMs: number): Promise<XsltEngine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-xsltproc-'));
  const file = path.join(folder, 'transform.xsl');
  await writeFile(file, stylesheet, { mode: 0o600 });
  try {
    await compile(file, timeLimitMs);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return {
    atOnce: availableParallelism(),
    transform: (document) => transform(file, document, timeLimitMs),
    close: () => rm(folder, { recursive: true }),
  };
}

/** xsltproc has no switch to compile only; without a document it does just that. */
async function compile(file: string, timeLimitMs: number): Promise<void> {
  const { code, errors } = await run([file], '', timeLimitMs);
  const { complaint } = sortMessages([errors]);
  if (code === 0 && complaint === undefined) return;
  throw new InvalidInputError('The stylesheet does not compile', [
    { path: 'transform.xsl', message: complaint ?? errors.trim() },
  ]);
}

async function transform(file: string, document: string, timeLimitMs: number): Promise<Transformation> {
  const { code, output, errors, stopped } = await run([file, '-'], document, timeLimitMs);
  if (stopped !== undefined) throw new TransformationError(stopped);
  const { messages, complaint } = sortMessages([errors]);
  if (code !== 0 || complaint !== undefined) {
    throw new TransformationError(complaint ?? `xsltproc ended with ${code}: ${errors.trim()}`);
  }
  return { output, messages };
}

interface Ended {
  code: number | null;
  output: string;
  errors: string;
  stopped: string | undefined;
}

function run(args: readonly string[], input: string, timeLimitMs: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('xsltproc', ['--nonet', '--nowrite', '--nomkdir', '--novalid', ...args]);
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let bytes = 0;
    let stopped: string | undefined;
    const stop = (reason: string) => {
      stopped ??= reason;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop(`took longer than ${timeLimitMs} ms`), timeLimitMs);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > largestOutputBytes) stop('wrote more than 64 MiB');
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (errors.length < 1000) errors.push(chunk);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(
        new UnavailableError('The program xsltproc cannot be started; install it or use libxslt-wasm', {
          cause: error,
        }),
      );
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({
        code,
        output: Buffer.concat(output).toString(),
        errors: Buffer.concat(errors).toString(),
        stopped,
      });
    });
    // The program may end before it has read everything; its exit code says more than a broken pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
