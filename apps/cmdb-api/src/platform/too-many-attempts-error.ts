import { UnavailableError } from '@popis/errors';

/** Somebody tries too often; later is better. */
export class TooManyAttemptsError extends UnavailableError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
