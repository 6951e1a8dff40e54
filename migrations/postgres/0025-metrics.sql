-- The registry of metrics: one definition of what every chart, tree, alert and scorecard shows.
CREATE TABLE IF NOT EXISTS metric (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key         text NOT NULL UNIQUE,
  name        jsonb NOT NULL,               -- {"zh-CN": …, "en": …}
  description text NOT NULL DEFAULT '',
  owner       text NOT NULL DEFAULT '',
  grain       text NOT NULL CHECK (grain IN ('customer', 'account', 'event', 'organisation')),
  period      text NOT NULL CHECK (period IN ('day', 'month')),
  unit        text NOT NULL CHECK (unit IN ('count', 'money', 'share', 'number')),
  direction   text NOT NULL CHECK (direction IN ('up', 'down')),
  condition   jsonb,                        -- rule of the customers who qualify; null = all
  formula     jsonb NOT NULL,
  tree        jsonb,                        -- {"operation": product | sum | difference | ratio, "parts": [key]}
  version     integer NOT NULL DEFAULT 1,   -- ETag
  archived_at timestamptz,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);

-- What a metric is meant to reach at the end of a period; organisation '' = the whole bank.
CREATE TABLE IF NOT EXISTS metric_target (
  metric_id    integer NOT NULL REFERENCES metric (id) ON DELETE CASCADE,
  organisation text NOT NULL,
  period       text NOT NULL,               -- 2026-11 | 2026-Q4 | 2026
  target       double precision NOT NULL,
  PRIMARY KEY (metric_id, organisation, period)
);

-- Days on which numbers are expected to be unusual and raise no anomaly, beside the holidays of the trading calendar.
CREATE TABLE IF NOT EXISTS quiet_day (
  day  date PRIMARY KEY,
  name text NOT NULL
);
