-- Calls of webhook nodes up to this tick are in journey_webhook.
ALTER TABLE journey ADD COLUMN IF NOT EXISTS webhooks_tick integer NOT NULL DEFAULT 0;

-- The calls that one committed tick makes at one node, told in chunks by customer number.
CREATE TABLE IF NOT EXISTS journey_webhook (
  journey_id  integer NOT NULL REFERENCES journey (id) ON DELETE CASCADE,
  tick        integer NOT NULL,
  version     integer NOT NULL,
  node        text NOT NULL,
  calls       bigint NOT NULL,
  told        bigint NOT NULL DEFAULT 0,
  position    bigint NOT NULL DEFAULT 0,       -- the last customer number of the chunks that were told
  state       text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
  attempts    integer NOT NULL DEFAULT 0,      -- in a row that did not get through
  next_at     timestamptz NOT NULL,
  error       text,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (journey_id, tick, version, node)
);
CREATE INDEX IF NOT EXISTS journey_webhook_due ON journey_webhook (next_at) WHERE state = 'pending';
