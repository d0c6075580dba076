import { createLogger } from '@popis/runtime';

/** The log of this process. */
export const log = createLogger('inventory-server');
