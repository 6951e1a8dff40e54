CREATE TABLE organisation (
  code   text PRIMARY KEY,
  parent text REFERENCES organisation (code),
  name   text NOT NULL,
  level  text NOT NULL CHECK (level IN ('head_office', 'branch', 'sub_branch'))
);

CREATE TABLE staff (
  code         text PRIMARY KEY,
  name         text NOT NULL,
  organisation text NOT NULL REFERENCES organisation (code),
  position     text NOT NULL
);

-- A tag group is one ClickHouse table (tag_<key>), computed in one scan of one source.
CREATE TABLE tag_group (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key          text NOT NULL UNIQUE,
  name         jsonb NOT NULL,              -- {"zh-CN": …, "en": …}
  source       text NOT NULL CHECK (source IN ('customer', 'balance', 'holding', 'ledger', 'event')),
  version      integer NOT NULL DEFAULT 1,
  refreshed_at timestamptz,
  as_of        date,
  customers    bigint,
  duration_ms  integer,
  error        text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tag (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key         text NOT NULL UNIQUE,
  group_id    integer NOT NULL REFERENCES tag_group (id),
  name        jsonb NOT NULL,
  description text NOT NULL DEFAULT '',
  type        text NOT NULL CHECK (type IN ('number', 'string', 'boolean', 'date')),
  unit        text NOT NULL DEFAULT '',
  definition  jsonb NOT NULL,
  coverage    double precision,             -- share of customers with a value at the last refresh
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE segment (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key         text NOT NULL UNIQUE,
  name        jsonb NOT NULL,
  description text NOT NULL DEFAULT '',
  rule        jsonb NOT NULL,
  version     integer NOT NULL DEFAULT 1,   -- definition version (ETag), not the snapshot's
  archived_at timestamptz,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);

-- The commit row of a snapshot: ClickHouse segment_member rows without one are not there.
CREATE TABLE segment_snapshot (
  segment_id integer NOT NULL REFERENCES segment (id),
  version    integer NOT NULL,
  rule       jsonb NOT NULL,
  customers  bigint NOT NULL,
  added      bigint NOT NULL,
  removed    bigint NOT NULL,
  as_of      timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (segment_id, version)
);
