-- What stood at an instant is found by both ends of its validity: by the end alone, every later version is read as well.

DROP INDEX card_history_valid_to_idx;
CREATE INDEX card_history_valid_to_valid_from_idx ON card_history (valid_to, valid_from);
