-- What of a metric somebody wants to be told.
CREATE TABLE IF NOT EXISTS alert_rule (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key        text NOT NULL UNIQUE,
  name       jsonb NOT NULL,
  metric_id  integer NOT NULL REFERENCES metric (id),
  scope      jsonb NOT NULL,                 -- {"organisation": code | ''} or {"level": branch | sub_branch}
  condition  jsonb NOT NULL,
  severity   text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  emails     text[] NOT NULL DEFAULT '{}',
  webhooks   text[] NOT NULL DEFAULT '{}',   -- names of routes of the channel webhook
  enabled    boolean NOT NULL DEFAULT true,
  version    integer NOT NULL DEFAULT 1,     -- ETag
  checked_to date,                           -- the last day that was looked at
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

-- What a rule found: one finding as long as it goes on, however many days.
CREATE TABLE IF NOT EXISTS finding (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rule_id         integer NOT NULL REFERENCES alert_rule (id) ON DELETE CASCADE,
  organisation    text NOT NULL,
  state           text NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
  first_day       date NOT NULL,
  last_day        date NOT NULL,
  days            integer NOT NULL DEFAULT 1,
  value           double precision NOT NULL, -- on the last day
  compared        double precision NOT NULL, -- the bound, the earlier value or what was expected
  score           double precision,          -- standard deviations, of anomalies
  journey         text,                      -- key of the journey that answers it
  opened_at       timestamptz NOT NULL,
  acknowledged_by text,
  acknowledged_at timestamptz,
  resolved_at     timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS finding_unresolved ON finding (rule_id, organisation) WHERE state <> 'resolved';
CREATE INDEX IF NOT EXISTS finding_newest ON finding (opened_at DESC, id DESC);

-- What happened to a finding, in order.
CREATE TABLE IF NOT EXISTS finding_history (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  finding_id integer NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  at         timestamptz NOT NULL,
  what       text NOT NULL CHECK (what IN ('opened', 'went_on', 'told', 'not_told', 'acknowledged', 'resolved', 'journey')),
  actor      text NOT NULL,
  note       text NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS finding_history_finding ON finding_history (finding_id, id);

-- Who is still to be told. The id names the message, so that telling twice is seen as one.
CREATE TABLE IF NOT EXISTS finding_telling (
  id         uuid PRIMARY KEY,
  finding_id integer NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
  door       text NOT NULL CHECK (door IN ('email', 'webhook')),
  receiver   text NOT NULL,                  -- address, or name of the endpoint
  state      text NOT NULL CHECK (state IN ('pending', 'told', 'failed')),
  attempts   integer NOT NULL DEFAULT 0,
  next_at    timestamptz NOT NULL,
  error      text
);
CREATE INDEX IF NOT EXISTS finding_telling_due ON finding_telling (next_at) WHERE state = 'pending';
