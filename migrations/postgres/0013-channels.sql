-- Several providers may carry one channel. Each way out is a route with its share, its limits and its callback address.
ALTER TABLE channel_route
  ADD COLUMN IF NOT EXISTS id          integer GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN IF NOT EXISTS name        text NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS weight      integer NOT NULL DEFAULT 100 CHECK (weight BETWEEN 0 AND 1000),
  ADD COLUMN IF NOT EXISTS enabled     boolean NOT NULL DEFAULT true,
  ADD COLUMN IF NOT EXISTS rate        integer CHECK (rate > 0),   -- messages a second, over all workers; NULL = no limit
  ADD COLUMN IF NOT EXISTS breaker     jsonb NOT NULL DEFAULT '{"failures": 5, "seconds": 30}',
  ADD COLUMN IF NOT EXISTS hook_secret text,                       -- encrypted; last part of /hooks/<provider>/<secret>
  ADD COLUMN IF NOT EXISTS hook_hash   bytea;
ALTER TABLE channel_route DROP CONSTRAINT IF EXISTS channel_route_pkey;
ALTER TABLE channel_route ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX IF NOT EXISTS channel_route_hook ON channel_route (hook_hash);
CREATE INDEX IF NOT EXISTS channel_route_channel ON channel_route (channel);
INSERT INTO channel_route (channel)
SELECT channel FROM unnest(ARRAY['wecom_mass', 'mini_program', 'five_g', 'call']) AS channel
WHERE NOT EXISTS (SELECT FROM channel_route AS known WHERE known.channel = channel.channel);

-- What a channel may cost and carry, whoever carries it.
CREATE TABLE IF NOT EXISTS channel_setting (
  channel      text PRIMARY KEY,
  hourly_limit integer CHECK (hourly_limit > 0),          -- messages in a clock hour; NULL = no limit
  cost_micros  bigint NOT NULL DEFAULT 0 CHECK (cost_micros >= 0),   -- of one message, in millionths of a yuan
  version      integer NOT NULL DEFAULT 1,
  updated_at   timestamptz NOT NULL DEFAULT now()
);
INSERT INTO channel_setting (channel, cost_micros)
VALUES ('sms', 45000), ('email', 1000), ('push', 0), ('inbox', 0), ('wecom', 0), ('wecom_mass', 0),
       ('mini_program', 0), ('five_g', 80000), ('call', 3000000), ('webhook', 0)
ON CONFLICT DO NOTHING;

-- Messages that left through a channel in a clock hour; reserved before they are sent.
CREATE TABLE IF NOT EXISTS channel_volume (
  channel  text NOT NULL,
  hour     timestamptz NOT NULL,
  messages bigint NOT NULL,
  PRIMARY KEY (channel, hour)
);

-- How a route is doing, shared by all workers. `free_at`: when the next message may leave at the route's rate.
CREATE TABLE IF NOT EXISTS channel_route_state (
  route_id      integer PRIMARY KEY REFERENCES channel_route (id) ON DELETE CASCADE,
  breaker       jsonb,                                     -- cockatiel's state of the circuit breaker
  breaker_state text NOT NULL DEFAULT 'closed' CHECK (breaker_state IN ('closed', 'open', 'half_open')),
  free_at       timestamptz,
  sent          bigint NOT NULL DEFAULT 0,
  failed        bigint NOT NULL DEFAULT 0,
  last_sent_at  timestamptz,
  last_error    text,
  last_error_at timestamptz
);

-- A dispatch sends the queued touches of one journey, channel and instant. Those of a tick have the tick's instant
-- (at NULL); touches that were held, or follow up others, come in dispatches of their own: tick = 0, `at` = their instant.
ALTER TABLE dispatch
  ADD COLUMN IF NOT EXISTS id         bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN IF NOT EXISTS at         timestamptz,
  ADD COLUMN IF NOT EXISTS source     text NOT NULL DEFAULT 'tick' CHECK (source IN ('tick', 'held', 'follow_up')),
  ADD COLUMN IF NOT EXISTS failed     bigint NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS dropped    bigint NOT NULL DEFAULT 0,         -- opted out since they were queued
  ADD COLUMN IF NOT EXISTS retries    boolean NOT NULL DEFAULT false,    -- only touches whose failure was taken back
  ADD COLUMN IF NOT EXISTS handed     jsonb,                             -- which routes the chunk at hand was given to
  ADD COLUMN IF NOT EXISTS attempts   integer NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS not_before timestamptz;
ALTER TABLE dispatch DROP CONSTRAINT IF EXISTS dispatch_pkey;
ALTER TABLE dispatch ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX IF NOT EXISTS dispatch_touches ON dispatch (journey_id, tick, channel, at) NULLS NOT DISTINCT;
CREATE INDEX IF NOT EXISTS dispatch_open ON dispatch (channel) WHERE state IN ('pending', 'running');
ALTER TABLE dispatch DROP CONSTRAINT IF EXISTS dispatch_state_check;
ALTER TABLE dispatch ADD CONSTRAINT dispatch_state_check
  CHECK (state IN ('pending', 'running', 'done', 'failed', 'cancelled'));

-- Receipts that came before we knew the message they are about. They are matched later, or expire.
CREATE TABLE IF NOT EXISTS unmatched_receipt (
  route_id    integer NOT NULL REFERENCES channel_route (id) ON DELETE CASCADE,
  message     text NOT NULL,
  status      text NOT NULL,
  at          timestamptz NOT NULL,
  detail      text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (route_id, message, status)
);
CREATE INDEX IF NOT EXISTS unmatched_receipt_age ON unmatched_receipt (received_at);
