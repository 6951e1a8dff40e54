-- What operators do with a journey that exists: finish it (nobody enters any more, status finished once nobody is
-- inside), cancel it (everybody is taken out at once), put it away.
ALTER TABLE journey
  ADD COLUMN IF NOT EXISTS entry_closed_at timestamptz,
  ADD COLUMN IF NOT EXISTS ended_at        timestamptz,
  ADD COLUMN IF NOT EXISTS archived_at     timestamptz,
  ADD COLUMN IF NOT EXISTS cancellation    jsonb;      -- who, when, why, and who stood where
ALTER TABLE journey DROP CONSTRAINT IF EXISTS journey_status_check;
ALTER TABLE journey ADD CONSTRAINT journey_status_check
  CHECK (status IN ('draft', 'running', 'paused', 'finished', 'cancelled'));

-- A dry run: the draft of that version, run over copies of everything that a journey writes. The id is the job's.
CREATE TABLE IF NOT EXISTS journey_dry_run (
  id            uuid PRIMARY KEY,
  journey_id    integer NOT NULL REFERENCES journey (id) ON DELETE CASCADE,
  draft_version integer NOT NULL,
  request       jsonb NOT NULL,
  result        jsonb,
  requested_by  text NOT NULL,
  created_at    timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS journey_dry_run_journey ON journey_dry_run (journey_id, created_at);
