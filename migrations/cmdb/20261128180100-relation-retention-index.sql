-- Retention walks past relations by the classes of their ends, the oldest first; without this it reads all of them for each pair.

CREATE INDEX relation_history_source_class_target_class_valid_to_idx
  ON relation_history (source_class, target_class, valid_to);
