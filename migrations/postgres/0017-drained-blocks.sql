-- Blocks of events that the drainer stored, in the order in which they became readable. Whoever waits for events
-- (event-triggered journeys) keeps the newest id that it has read: late and out-of-order events cannot be missed.
CREATE TABLE IF NOT EXISTS drained_block (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  block         bigint NOT NULL UNIQUE,          -- event.block of its rows
  at_from       timestamptz NOT NULL,
  at_to         timestamptz NOT NULL,
  received_from timestamptz NOT NULL,
  received_to   timestamptz NOT NULL,
  events        integer NOT NULL,
  names         text[],                          -- which events; NULL = any
  announced_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
