-- The change feed looks for the changes of a source or of an actor, within a time or at any.

CREATE INDEX change_source_at_idx ON change (source, at);
CREATE INDEX change_actor_at_idx ON change (actor, at);
