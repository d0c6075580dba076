import path from 'node:path';

/** The top of the installation, from `apps/connector/src` as from `apps/connector/dist`. */
export const installationRoot = path.resolve(import.meta.dirname, '../../..');
