-- What people who report in SQL see: one view per class in a schema of its own, and a role that may read that and nothing
-- else. The application makes the views of the model; see apps/cmdb-api/src/reports.

CREATE SCHEMA report;

-- The views as they were made, so that only those that differ are made again.
CREATE TABLE report_view (
  name text CONSTRAINT report_view_name_pkey PRIMARY KEY,
  definition text NOT NULL,
  description text NOT NULL,
  columns jsonb NOT NULL
);

-- Makes a view again. Whatever stands on the old one makes this fail rather than being dropped with it.
CREATE FUNCTION replace_report_view(view_name text, definition text, description text, columns jsonb) RETURNS void
LANGUAGE plpgsql AS $function$
DECLARE
  described record;
BEGIN
  EXECUTE format('DROP VIEW IF EXISTS report.%I', view_name);
  EXECUTE format('CREATE VIEW report.%I AS %s', view_name, definition);
  EXECUTE format('COMMENT ON VIEW report.%I IS %L', view_name, description);
  FOR described IN SELECT key, value FROM jsonb_each_text(columns) LOOP
    EXECUTE format('COMMENT ON COLUMN report.%I.%I IS %L', view_name, described.key, described.value);
  END LOOP;
END
$function$;

-- Makes the role when this account may, and lets it read the schema. False: somebody else has to make it.
CREATE FUNCTION prepare_report_role() RETURNS boolean
LANGUAGE plpgsql AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'popis_report') THEN
    BEGIN
      CREATE ROLE popis_report NOLOGIN;
    EXCEPTION
      -- Another database of this server had it made at the same moment.
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN RETURN false;
    END;
  END IF;
  GRANT USAGE ON SCHEMA report TO popis_report;
  GRANT SELECT ON ALL TABLES IN SCHEMA report TO popis_report;
  ALTER DEFAULT PRIVILEGES IN SCHEMA report GRANT SELECT ON TABLES TO popis_report;
  RETURN true;
END
$function$;
