-- A card with a given value is found by whatever attribute, of what stands and of what stood: nobody has to choose which
-- attributes to index before lists of a large class are quick.

CREATE INDEX card_attributes_idx ON card USING gin (attributes jsonb_path_ops);
CREATE INDEX card_history_attributes_idx ON card_history USING gin (attributes jsonb_path_ops);
