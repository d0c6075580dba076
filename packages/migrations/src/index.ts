/** Forward-only SQL migrations for PostgreSQL and MySQL; knows no schema and no driver. */
export { applyMigrations, type MigrationDatabase } from './apply-migrations.ts';
export { checksumOf, type Migration, readMigrations } from './migration-files.ts';
export { type AppliedMigration, type MigrationPlan, planMigrations } from './migration-plan.ts';
export { type MysqlConnection, mysql } from './mysql.ts';
export { type PostgresConnection, postgres } from './postgres.ts';
