-- A schedule may say when runs read only what has changed; none has said so yet.
UPDATE source SET schedule = source.schedule || '{"deltaCron": null}' WHERE source.schedule IS NOT NULL;
