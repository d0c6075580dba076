-- Free-text search: every active card and every document carries its values as one folded text, with a trigram index.
-- The text is a generated column, so it is written by the statement that writes the row, whoever writes it.

-- The extension is "trusted": who may create objects in the database may install it where the server has its files.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE EXCEPTION 'Popis needs the PostgreSQL extension pg_trgm, and this account could not install it: %', SQLERRM
    USING HINT = 'Let an administrator of the server run CREATE EXTENSION pg_trgm in this database, then start again.';
END
$$;

-- How letters are folded for search, the same as `fold.ts`: lower case, no diacritics, Cyrillic as Latin, đ as dj.
-- The collation is named so that the server's own does not matter. The letters of most texts are done by the first,
-- cheap step; the second is for what it leaves.
CREATE FUNCTION search_fold_rest(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(given) = char_length(given) THEN given ELSE
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(translate(
    regexp_replace(normalize(given, NFKD), '[\u0300-\u036f]', '', 'g'),
    'абвгдезијклмнопрстћуфхцчшжѕыэщłøıъь', 'abvgdezijklmnoprstcufhccszziesloi'),
    'љ', 'lj'), 'њ', 'nj'), 'џ', 'dz'), 'ђ', 'dj'), 'ю', 'ju'), 'я', 'ja'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
  END;

CREATE FUNCTION search_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(given) = char_length(given) THEN lower(given COLLATE pg_c_utf8)
  ELSE search_fold_rest(replace(translate(lower(given COLLATE pg_c_utf8), 'čćšžéáíóúöüä', 'ccszeaiououa'), 'đ', 'dj')) END;

-- The values of a card as JSON, folded: ["code", "description"]["value", "value", 1]. A quote is where a value begins or
-- ends, since those within are escaped. Nothing here needs a subquery, which would cost more than all the rest.
CREATE FUNCTION search_text(code text, description text, attributes jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search_fold(jsonb_path_query_array(
    jsonb_object(ARRAY['1', coalesce(code, ''), '2', coalesce(description, '')]), '$.*')::text)
  || search_fold(jsonb_path_query_array(attributes, '$.*')::text);

-- Existing rows get theirs here. The partitions of later classes get column and index from `card`.
ALTER TABLE card ADD COLUMN search_text text NOT NULL
  GENERATED ALWAYS AS (search_text(code, description, attributes)) STORED;
CREATE INDEX card_search_text_idx ON card USING gin (search_text gin_trgm_ops);

ALTER TABLE document ADD COLUMN search_text text NOT NULL
  GENERATED ALWAYS AS (search_text(name, description, '{}')) STORED;
CREATE INDEX document_search_text_idx ON document USING gin (search_text gin_trgm_ops);
