/** Where a start has come to: one line a step. */
export interface Progress {
  /** Runs a step and says how it went; what it gives is the end of its line. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  /** Says something that is no step. */
  note(line: string): void;
}

/** How a step ended. */
export interface StepEnd {
  title: string;
  ended: 'ready' | 'failed';
  /** Milliseconds it took. */
  tookMs: number;
}

/** The line of a step: `[1/7] ✓ PostgreSQL (0.4 s)`. */
export function formatStep(number: number, total: number, step: StepEnd): string {
  const mark = step.ended === 'ready' ? '✓' : '✗';
  return `[${number}/${total}] ${mark} ${step.title} (${(step.tookMs / 1000).toFixed(1)} s)`;
}

/** Writes progress; on a terminal the running step shows too, and its line is written over when it ends. */
export function createProgress(
  total: number,
  output: { write(text: string): unknown; isTTY?: boolean },
  now: () => number = () => performance.now(),
): Progress {
  let number = 0;
  let running: string | undefined;
  const overwrite = () => (output.isTTY === true && running !== undefined ? '\r\u001b[K' : '');
  const showRunning = () => {
    if (output.isTTY === true && running !== undefined) output.write(running);
  };
  return {
    async step(title, work) {
      number++;
      const begunAt = now();
      running = `[${number}/${total}] … ${title}`;
      showRunning();
      const end = (ended: StepEnd['ended']) => {
        const line = formatStep(number, total, { title, ended, tookMs: now() - begunAt });
        output.write(`${overwrite()}${line}\n`);
        running = undefined;
      };
      try {
        const result = await work();
        end('ready');
        return result;
      } catch (error) {
        end('failed');
        throw error;
      }
    },
    note(line) {
      output.write(`${overwrite()}${line}\n`);
      showRunning();
    },
  };
}
