import { ConflictError } from '@popis/errors';

/** What the caller saw when it decided is no longer what stands there (a failed `If-Match`); `current` is. */
export class StaleError extends ConflictError {}
