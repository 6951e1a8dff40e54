-- Messages that the bank's own app shows. The id is the touch.
CREATE TABLE IF NOT EXISTS inbox_message (
  touch           uuid PRIMARY KEY,
  route_id        integer NOT NULL,
  journey_id      integer NOT NULL,
  customer        bigint NOT NULL,
  customer_number text NOT NULL,
  title           text NOT NULL,
  body            text NOT NULL,
  link            text NOT NULL DEFAULT '',
  sent_at         timestamptz NOT NULL,
  read_at         timestamptz,
  hidden_at       timestamptz
);
CREATE INDEX IF NOT EXISTS inbox_message_customer ON inbox_message (customer_number, sent_at DESC) WHERE hidden_at IS NULL;
CREATE INDEX IF NOT EXISTS inbox_message_sent ON inbox_message (sent_at);

-- Customers to be called. The id is the touch; a row goes to its customer's manager for a day when that day has room.
CREATE TABLE IF NOT EXISTS call_entry (
  touch           uuid PRIMARY KEY,
  route_id        integer NOT NULL,
  journey_id      integer NOT NULL,
  customer        bigint NOT NULL,
  customer_number text NOT NULL,
  name            text NOT NULL DEFAULT '',
  phone           text NOT NULL,                 -- encrypted
  title           text NOT NULL,
  script          text NOT NULL,
  branch          text NOT NULL DEFAULT '',
  manager         text NOT NULL DEFAULT '',      -- of the customer; '' = none
  caller          text NOT NULL DEFAULT '',      -- who calls: the manager, or a colleague who has room
  planned_on      date,                          -- the caller's day; NULL = not yet anyone's
  status          text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'failed')),
  outcome         text CHECK (outcome IN ('reached', 'interested', 'not_interested', 'no_answer', 'wrong_number', 'no_more_calls')),
  note            text NOT NULL DEFAULT '',
  attempts        integer NOT NULL DEFAULT 0,
  due_on          date NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS call_entry_caller ON call_entry (caller, planned_on) WHERE status = 'open';
CREATE INDEX IF NOT EXISTS call_entry_created ON call_entry (created_at, touch);

-- How many calls a manager can make a day; '' = everyone who is not named.
CREATE TABLE IF NOT EXISTS call_capacity (
  manager    text PRIMARY KEY,
  per_day    integer NOT NULL CHECK (per_day BETWEEN 0 AND 1000),
  branch     text NOT NULL DEFAULT '',
  updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO call_capacity (manager, per_day) VALUES ('', 30) ON CONFLICT DO NOTHING;

-- Follow-ups that were begun: `at` is the instant of the touches they make, so that a repeated one makes the same.
CREATE TABLE IF NOT EXISTS follow_up (
  journey_id integer NOT NULL REFERENCES journey (id) ON DELETE CASCADE,
  version    integer NOT NULL,
  node       text NOT NULL,
  at         timestamptz NOT NULL,
  queued     bigint,
  done_at    timestamptz,
  PRIMARY KEY (journey_id, version, node, at)
);
CREATE UNIQUE INDEX IF NOT EXISTS follow_up_open ON follow_up (journey_id, version, node) WHERE done_at IS NULL;
