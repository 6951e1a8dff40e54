-- Questions about behaviour that people saved.
CREATE TABLE IF NOT EXISTS analysis (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        jsonb NOT NULL,               -- {"zh-CN": …, "en": …}
  description text NOT NULL DEFAULT '',
  type        text NOT NULL,                -- funnel | trend | …, as in the definition
  definition  jsonb NOT NULL,
  version     integer NOT NULL DEFAULT 1,   -- ETag
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS analysis_updated ON analysis (updated_at DESC, id DESC);

-- Lists may hold the customers behind a cell of an analysis, too.
ALTER TABLE customer_list DROP CONSTRAINT IF EXISTS customer_list_origin_check;
ALTER TABLE customer_list ADD CONSTRAINT customer_list_origin_check
  CHECK (origin IN ('upload', 'lookalike', 'analysis'));
