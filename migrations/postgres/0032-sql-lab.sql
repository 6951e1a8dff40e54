-- Whose customers a user sees: organisations with everything below them; null = all. API keys see what their maker sees.
ALTER TABLE app_user ADD COLUMN IF NOT EXISTS data_scope text[];

-- Statements that people ran in the SQL lab, as its history shows them; the audit has them too.
CREATE TABLE IF NOT EXISTS sql_run (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor_kind   text NOT NULL,
  actor_id     text NOT NULL,
  actor_name   text NOT NULL,
  sql          text NOT NULL,
  state        text NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled')),
  error        text NOT NULL DEFAULT '',
  rows         bigint,
  rows_read    bigint,
  bytes_read   bigint,
  milliseconds integer,
  started_at   timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS sql_run_by_actor ON sql_run (actor_kind, actor_id, id DESC);

-- Statements that people saved, for themselves or for everybody who may use the lab.
CREATE TABLE IF NOT EXISTS saved_query (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL,
  description text NOT NULL DEFAULT '',
  sql         text NOT NULL,
  shared      boolean NOT NULL,
  owner       text NOT NULL,                -- <kind>:<id> of who saved it
  owner_name  text NOT NULL,
  version     integer NOT NULL DEFAULT 1,   -- ETag
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS saved_query_updated ON saved_query (updated_at DESC, id DESC);
