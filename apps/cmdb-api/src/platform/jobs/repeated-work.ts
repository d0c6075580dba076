/** How work is repeated, and who is told when it fails. */
export interface Repetition {
  /** From the end of one round to the beginning of the next. */
  everyMs: number;
  /** Whether the first round begins at once rather than after a pause. */
  atStart?: boolean;
  /** Told of a round that failed; the next comes in its time all the same. */
  failed: (error: unknown) => void;
}

/** Work that a process does again and again beside what it is asked for, one round at a time. */
export class RepeatedWork {
  readonly #work: () => Promise<unknown>;
  readonly #repetition: Repetition;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(work: () => Promise<unknown>, repetition: Repetition) {
    this.#work = work;
    this.#repetition = repetition;
  }

  start(): void {
    if (this.#repetition.atStart === true) this.#begin();
    else this.#wait();
  }

  /** Begins no round any more, and waits for the one under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#begin(), this.#repetition.everyMs).unref();
  }

  #begin(): void {
    this.#round = this.#run();
  }

  async #run(): Promise<void> {
    try {
      await this.#work();
    } catch (error) {
      this.#repetition.failed(error);
    }
    if (!this.#stopped) this.#wait();
  }
}
