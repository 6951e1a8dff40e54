-- Tags: more sources, the catalogue's fields, values that stay when a refresh fails, uploads, models and summaries.
ALTER TABLE tag_group DROP CONSTRAINT tag_group_source_check;
ALTER TABLE tag_group ADD CONSTRAINT tag_group_source_check
  CHECK (source IN ('customer', 'balance', 'holding', 'ledger', 'event', 'tag', 'import', 'sql'));
ALTER TABLE tag_group
  ADD COLUMN schedule text NOT NULL DEFAULT 'daily' CHECK (schedule IN ('daily', 'weekly', 'monthly', 'manual'));

ALTER TABLE tag
  ADD COLUMN class text NOT NULL DEFAULT '',
  ADD COLUMN subclass text NOT NULL DEFAULT '',
  ADD COLUMN owner text NOT NULL DEFAULT '',
  ADD COLUMN fresh_hours integer CHECK (fresh_hours > 0),       -- promised age at most; null = none
  ADD COLUMN organisation text REFERENCES organisation (code),  -- branch tag: computed for its customers only
  ADD COLUMN status text NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'retired')),
  ADD COLUMN reads text[] NOT NULL DEFAULT '{}',                -- keys of the tags it is computed from
  ADD COLUMN refreshed_at timestamptz,
  ADD COLUMN as_of date,
  ADD COLUMN error text;                                        -- why the last refresh kept the older values

-- How the values stood at each refresh, in bins that never change, so that any two can be compared.
CREATE TABLE tag_summary (
  tag_id       integer NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  as_of        date NOT NULL,
  refreshed_at timestamptz NOT NULL,
  customers    bigint NOT NULL,
  coverage     double precision NOT NULL,
  average      double precision,
  bins         jsonb NOT NULL,                                  -- {"bin": share of customers}
  PRIMARY KEY (tag_id, as_of)
);

CREATE TABLE tag_model (
  tag_id     integer PRIMARY KEY REFERENCES tag (id) ON DELETE CASCADE,
  definition jsonb NOT NULL,                                    -- what it was trained for
  model      jsonb NOT NULL,
  trained_at timestamptz NOT NULL
);

CREATE TABLE tag_upload (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tag_id     integer NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  rows       integer NOT NULL,
  customers  integer NOT NULL,
  unknown    integer NOT NULL,
  duplicates integer NOT NULL,
  invalid    integer NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX tag_upload_tag ON tag_upload (tag_id, id);
