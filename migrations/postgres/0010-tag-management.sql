-- Tags: uploads that can be shown and repeated, values of past days, backfills.
ALTER TABLE tag_group
  ADD COLUMN past_kept integer NOT NULL DEFAULT 12 CHECK (past_kept BETWEEN 0 AND 400);  -- past days kept at most

-- The commit row of a group's values of a past day: a table past_<day>_tag_<group> without one is not there.
CREATE TABLE tag_past (
  group_id  integer NOT NULL REFERENCES tag_group (id) ON DELETE CASCADE,
  as_of     date NOT NULL,
  customers bigint NOT NULL,
  built_at  timestamptz NOT NULL,
  PRIMARY KEY (group_id, as_of)
);

CREATE TABLE tag_backfill (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  group_id    integer NOT NULL REFERENCES tag_group (id) ON DELETE CASCADE,
  days        text[] NOT NULL,                        -- the latest first
  done        text[] NOT NULL DEFAULT '{}',
  failed      jsonb NOT NULL DEFAULT '{}',            -- {"2026-10-31": "why"}
  status      text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  finished_at timestamptz
);
CREATE INDEX tag_backfill_group ON tag_backfill (group_id, id);

-- What an upload said, line by line, where it could not be taken: which line and why, never the value.
ALTER TABLE tag_upload
  ADD COLUMN file text NOT NULL DEFAULT '',
  ADD COLUMN digest text NOT NULL DEFAULT '',         -- hash of the content: the same upload again changes nothing
  ADD COLUMN problems jsonb NOT NULL DEFAULT '[]';    -- [{"line": 3, "reason": "unknown"}], the first of them
