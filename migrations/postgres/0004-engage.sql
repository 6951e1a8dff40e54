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
  open_tick         integer,                      -- a tick that was begun: its rows may exist without a commit
  entry_state       jsonb NOT NULL DEFAULT '{}',  -- how far the entry has read: {"segment": id, "snapshot": version}
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

-- Customers who arrived at a node with the same tick and still stand there. A cohort is one range of journey_step's
-- key, so a tick reads exactly the rows it moves. `wake`: the earliest instant at which one of them is ready.
CREATE TABLE journey_cohort (
  journey_id integer NOT NULL REFERENCES journey (id),
  version    integer NOT NULL,
  node       text NOT NULL,
  tick       integer NOT NULL,
  customers  bigint NOT NULL CHECK (customers > 0),
  partial    boolean NOT NULL DEFAULT false,      -- some of its customers have moved on already
  wake       timestamptz NOT NULL,
  PRIMARY KEY (journey_id, version, node, tick)
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
  position    bigint NOT NULL DEFAULT 0,    -- the last customer number of the chunks done
  state       text NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed')),
  error       text,
  updated_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (journey_id, tick, channel)
);

-- Which provider carries a channel. A new installation simulates: nobody is contacted before someone says so.
CREATE TABLE channel_route (
  channel    text PRIMARY KEY,
  provider   text NOT NULL DEFAULT 'simulator',
  settings   jsonb NOT NULL DEFAULT '{}',         -- secrets inside are encrypted
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO channel_route (channel)
VALUES ('sms'), ('email'), ('push'), ('inbox'), ('wecom'), ('webhook');

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

-- The latest effect report of a journey, so that a list of effects is one read.
CREATE TABLE effect_report (
  journey_id  integer PRIMARY KEY REFERENCES journey (id),
  report      jsonb NOT NULL,
  computed_at timestamptz NOT NULL
);
