import { Socket } from 'node:net';

/**
 * A socket that writes what its user sends in one turn of the event loop in one go: each write of its own is a call of the
 * operating system, and wakes the other side up. Only what its user corks is gathered, as `pg` does with prepared statements.
 */
export class GatheringSocket extends Socket {
  #isGathering = false;

  override cork(): void {
    if (!this.#isGathering) {
      this.#isGathering = true;
      super.cork();
      process.nextTick(() => {
        this.#isGathering = false;
        super.uncork();
      });
    }
    super.cork();
  }
}
