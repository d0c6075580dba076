import path from 'node:path';

/** Where the migrations of the CMDB's database are; the same from `src` and from `dist`. */
export const migrationsFolder = path.resolve(import.meta.dirname, '../../../../../migrations/cmdb');
