-- How far the happenings of a journey are written back as events. `open`: a stretch that was begun, whose events may be
-- there in part; whoever takes over writes only those that are missing.
CREATE TABLE IF NOT EXISTS journey_happening (
  journey_id      integer PRIMARY KEY REFERENCES journey (id) ON DELETE CASCADE,
  tick            integer NOT NULL DEFAULT 0,    -- steps and touches of ticks up to this one are written
  receipts_at     timestamptz,                   -- receipts until this business time …
  receipts_stored timestamptz,                   -- … and stored until this instant of the store are written
  open            jsonb,                         -- {"through": tick, "block": number}
  updated_at      timestamptz NOT NULL DEFAULT now()
);
-- Blocks of happenings in event.block, apart from those of the drainer.
CREATE SEQUENCE IF NOT EXISTS happening_block START 4611686018427387904;
