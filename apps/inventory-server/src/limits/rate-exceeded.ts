import { UnavailableError } from '@popis/errors';

/** Somebody comes too often: nothing of it was looked at, and it may come again. */
export class RateExceededError extends UnavailableError {
  /** Seconds until it may come again at the earliest. */
  readonly waitSeconds: number;

  constructor(message: string, waitSeconds: number) {
    super(message);
    this.waitSeconds = waitSeconds;
  }
}
