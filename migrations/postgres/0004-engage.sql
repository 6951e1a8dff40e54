CREATE TABLE journey (
  id                integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key               text NOT NULL UNIQUE,
  name              jsonb NOT NULL,
  description       text NOT NULL DEFAULT '',
  status            text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'running', 'paused', 'finished')),
  version           integer NOT NULL DEFAULT 1,   -- ETag of the definition
  graph             jsonb NOT NULL,               -- the draft; published graphs live in journey_version
  published_version integer,
  committed_tick    integer NOT NULL DEFAULT 0,   -- ClickHouse steps and touches above it do not count
  created_by        text NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE journey_version (
  journey_id   integer NOT NULL REFERENCES journey (id),
  version      integer NOT NULL,
  graph        jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  published_by text NOT NULL,
  PRIMARY KEY (journey_id, version)
);

-- The commit log: one row a tick, written in the transaction that moves journey.committed_tick.
CREATE TABLE journey_tick (
  journey_id   integer NOT NULL REFERENCES journey (id),
  tick         integer NOT NULL,
  at           timestamptz NOT NULL,
  moves        jsonb NOT NULL,     -- [{"from": node, "to": node, "customers": n}]
  touches      jsonb NOT NULL,     -- {"queued": n, "suppressed": {reason: n}}
  committed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (journey_id, tick)
);

-- Customers standing at each node, kept with every tick so that nobody recounts 24 million rows.
CREATE TABLE journey_occupancy (
  journey_id integer NOT NULL REFERENCES journey (id),
  node       text NOT NULL,
  customers  bigint NOT NULL,
  PRIMARY KEY (journey_id, node)
);

-- Sending of one tick's queued touches through one channel, in numbered chunks.
CREATE TABLE dispatch (
  journey_id  integer NOT NULL REFERENCES journey (id),
  tick        integer NOT NULL,
  channel     text NOT NULL,
  queued      bigint NOT NULL,
  sent        bigint NOT NULL DEFAULT 0,
  chunk       integer NOT NULL DEFAULT 0,   -- chunks done
  state       text NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed')),
  error       text,
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (journey_id, tick, channel)
);

CREATE TABLE template (
  key        text PRIMARY KEY,
  channel    text NOT NULL,
  name       jsonb NOT NULL,
  subject    jsonb NOT NULL DEFAULT '{}',
  body       jsonb NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- The one policy of the contact gate.
CREATE TABLE contact_policy (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  policy     jsonb NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
