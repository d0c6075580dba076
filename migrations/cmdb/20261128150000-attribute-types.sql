-- More types of attributes: durations, several codes of a lookup, networks, money.
ALTER TABLE attribute DROP CONSTRAINT attribute_type_check;
ALTER TABLE attribute ADD CONSTRAINT attribute_type_check CHECK (type IN ('string', 'text', 'integer', 'decimal', 'boolean',
  'date', 'timestamp', 'interval', 'lookup', 'lookupArray', 'reference', 'ipAddress', 'ipNetwork', 'money', 'url', 'json'));
ALTER TABLE attribute DROP CONSTRAINT attribute_type_lookup_id_check;
ALTER TABLE attribute ADD CONSTRAINT attribute_type_lookup_id_check
  CHECK ((type IN ('lookup', 'lookupArray')) = (lookup_id IS NOT NULL));
