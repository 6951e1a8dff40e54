-- How the effect of a journey is measured: its metrics, guardrails, planned size and what a conversion is worth.
CREATE TABLE IF NOT EXISTS effect_plan (
  journey_id integer PRIMARY KEY REFERENCES journey (id),
  plan       jsonb NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Reports have another shape from now on; they are computed anew within ten minutes, or when somebody asks.
DELETE FROM effect_report;
