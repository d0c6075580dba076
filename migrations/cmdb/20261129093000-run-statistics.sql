-- What is gathered of these columns misleads: it tells of earlier runs, so that PostgreSQL takes the one under way for a single row, and
-- any way to it for as good as another. With nothing known of them it takes each run for a share of its table, and goes by the index
-- that fits. Altering a column to the type that it has drops what has been gathered, and no more.
ALTER TABLE run_record ALTER COLUMN run_id TYPE uuid, ALTER COLUMN run_id SET STATISTICS 0;
ALTER TABLE run_unit ALTER COLUMN run_id TYPE uuid, ALTER COLUMN run_id SET STATISTICS 0;
ALTER TABLE run_change ALTER COLUMN run_id TYPE uuid, ALTER COLUMN run_id SET STATISTICS 0;
