-- Up to when runs have made up for a schedule is asked for each source, often, also when it has had a run each minute for years.
CREATE INDEX run_source_mode_covers_idx ON run (source, mode, greatest(slot, started_at)) WHERE NOT dry;
