-- Schedules that say when they fall due and why they failed, versions that stay, exports and lookalikes.
ALTER TABLE segment
  ADD COLUMN paused         boolean NOT NULL DEFAULT false,
  ADD COLUMN due_at         timestamptz,                -- when the schedule falls due next; null = never
  ADD COLUMN failed_at      timestamptz,                -- when the last snapshot failed; null = it succeeded
  ADD COLUMN error          text,
  ADD COLUMN keep_snapshots integer NOT NULL DEFAULT 30 CHECK (keep_snapshots > 0);
CREATE INDEX segment_due ON segment (due_at) WHERE due_at IS NOT NULL AND archived_at IS NULL;

ALTER TABLE segment_snapshot
  ADD COLUMN pins       text[] NOT NULL DEFAULT '{}',   -- who needs the members of this version: they stay
  ADD COLUMN dropped_at timestamptz;                    -- when its members were deleted; its counts stay

ALTER TABLE customer_list
  ADD COLUMN origin text NOT NULL DEFAULT 'upload' CHECK (origin IN ('upload', 'lookalike')),
  ADD COLUMN description text NOT NULL DEFAULT '';

CREATE TABLE customer_list_version (
  list_id    integer NOT NULL REFERENCES customer_list (id) ON DELETE CASCADE,
  version    integer NOT NULL,
  customers  bigint NOT NULL,
  unknown    bigint NOT NULL,
  duplicates bigint NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (list_id, version)
);
INSERT INTO customer_list_version
SELECT id, version, customers, unknown, duplicates, created_by, updated_at FROM customer_list;

-- Members of a snapshot leave the bank as a file once. The row is the ticket, and what became of it.
CREATE TABLE segment_export (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  segment_id integer NOT NULL REFERENCES segment (id),
  version    integer NOT NULL,                          -- of the snapshot
  options    jsonb NOT NULL,                            -- fields, tags, unmasked, byte order mark, watermark
  reason     text NOT NULL,
  state      text NOT NULL CHECK (state IN ('ready', 'running', 'done', 'failed', 'cancelled', 'expired')),
  rows       bigint,
  bytes      bigint,
  sha256     text,
  error      text,
  actor      text NOT NULL,                             -- who may fetch it: kind and id
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at   timestamptz
);
CREATE INDEX segment_export_segment ON segment_export (segment_id, id);

-- Customers who look like the members of a segment. Scores are the ClickHouse lookalike_score rows of its id.
CREATE TABLE lookalike (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  segment_id integer NOT NULL REFERENCES segment (id),
  version    integer NOT NULL,                          -- of the snapshot that holds the seeds
  options    jsonb NOT NULL,
  state      text NOT NULL CHECK (state IN ('queued', 'running', 'ready', 'failed', 'cancelled')),
  error      text,
  job        text,
  result     jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  ended_at   timestamptz
);
