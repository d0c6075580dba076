-- What each change did to the model: one row an item, with its definition before and after, so that items can be
-- altered and deleted, and the hash of a change still be made again.
CREATE TABLE model_change (
  change_id uuid NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  old jsonb,
  new jsonb,
  CONSTRAINT model_change_change_id_seq_pkey PRIMARY KEY (change_id, seq),
  CONSTRAINT model_change_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT model_change_kind_check CHECK (kind IN ('class', 'attribute', 'domain', 'lookup')),
  CONSTRAINT model_change_old_new_check CHECK (old IS NOT NULL OR new IS NOT NULL)
);
CREATE INDEX model_change_kind_name_idx ON model_change (kind, name);

-- What stands was only ever added until now: each item as its change attested it.
INSERT INTO model_change (change_id, seq, kind, name, new)
SELECT item.change_id, row_number() OVER (PARTITION BY item.change_id ORDER BY item.kind, item.name), item.kind, item.name,
  item.definition
FROM (
  SELECT class.change_id, 'class' AS kind, class.name, jsonb_build_object('name', class.name, 'label', class.label,
    'description', class.description, 'superclass', superclass.name, 'abstract', class.abstract) AS definition
  FROM class LEFT JOIN class AS superclass ON superclass.id = class.superclass_id
  UNION ALL
  SELECT attribute.change_id, 'attribute', class.name || '.' || attribute.name, jsonb_build_object('name', attribute.name,
    'label', attribute.label, 'type', attribute.type, 'mandatory', attribute.mandatory, 'unique', attribute.is_unique,
    'default', attribute.default_value, 'unit', attribute.unit, 'position', attribute.position,
    'group', attribute.group_name, 'lookup', lookup.name, 'domain', domain.name)
  FROM attribute JOIN class ON class.id = attribute.class_id
  LEFT JOIN lookup ON lookup.id = attribute.lookup_id
  LEFT JOIN domain ON domain.id = attribute.domain_id
  UNION ALL
  SELECT domain.change_id, 'domain', domain.name, jsonb_build_object('name', domain.name, 'label', domain.label,
    'source', source.name, 'target', target.name, 'cardinality', domain.cardinality,
    'directLabel', domain.direct_label, 'inverseLabel', domain.inverse_label, 'attributes', (
      SELECT coalesce(jsonb_agg('{"lookup": null, "domain": null}'::jsonb || own.definition ORDER BY own.place), '[]')
      FROM jsonb_array_elements(domain.attributes) WITH ORDINALITY AS own (definition, place)))
  FROM domain JOIN class AS source ON source.id = domain.source_class_id
  JOIN class AS target ON target.id = domain.target_class_id
  UNION ALL
  SELECT lookup.change_id, 'lookup', lookup.name, jsonb_build_object('name', lookup.name, 'label', lookup.label,
    'values', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('code', value.code, 'label', value.label, 'position', value.position,
        'active', value.active) ORDER BY value.position, value.id), '[]')
      FROM lookup_value AS value WHERE value.lookup_id = lookup.id))
  FROM lookup
) AS item;
