/** Throw-away databases and the like; imported by tests only. */
export { findFreePort as freePort } from '@popis/embedded-postgres';
export { describeSchema, type SchemaConnection } from './describe-schema.ts';
export { createEmptyMysqlDatabase } from './mysql-databases.ts';
export { getPeers, type Peers } from './peers.ts';
export { randomRuns } from './random-runs.ts';
export {
  createCmdbDatabase,
  createEmptyDatabase,
  createInventoryDatabase,
  type TestDatabase,
} from './test-databases.ts';
export { openPool, type TestPool } from './test-pool.ts';
