-- A simulation: the draft of that version, run over copies for so many days of simulated time, with what customers will
-- do drawn at random. The id is the job's. The same shape as journey_dry_run.
CREATE TABLE IF NOT EXISTS journey_simulation (
  id            uuid PRIMARY KEY,
  journey_id    integer NOT NULL REFERENCES journey (id) ON DELETE CASCADE,
  draft_version integer NOT NULL,
  request       jsonb NOT NULL,
  result        jsonb,
  requested_by  text NOT NULL,
  created_at    timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS journey_simulation_journey ON journey_simulation (journey_id, created_at);
