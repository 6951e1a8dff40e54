-- Every version of the contact policy that was in force, so that an answer about the past is given by the rules of then.
CREATE TABLE IF NOT EXISTS contact_policy_version (
  version    integer PRIMARY KEY,
  policy     jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  saved_by   text NOT NULL
);
INSERT INTO contact_policy_version (version, policy, valid_from, saved_by)
SELECT version, policy, updated_at, '' FROM contact_policy
ON CONFLICT DO NOTHING;

-- Lists of customers who are not contacted, and which categories of contact a list stops. Entries: ClickHouse suppression.
CREATE TABLE IF NOT EXISTS suppression_list (
  key         text PRIMARY KEY,
  name        jsonb NOT NULL,
  description text NOT NULL DEFAULT '',
  blocks      text[] NOT NULL,              -- marketing | service | care | transaction
  built_in    boolean NOT NULL DEFAULT false,
  archived_at timestamptz,
  version     integer NOT NULL DEFAULT 1,
  created_by  text NOT NULL DEFAULT '',
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO suppression_list (key, name, blocks, built_in)
VALUES
  ('complaint', '{"zh-CN": "投诉客户", "en": "Complaint"}', '{marketing}', true),
  ('hardship', '{"zh-CN": "困难客户", "en": "Hardship"}', '{marketing}', true),
  ('deceased', '{"zh-CN": "身故客户", "en": "Deceased"}', '{marketing,service,care,transaction}', true),
  ('staff', '{"zh-CN": "本行员工", "en": "Staff"}', '{marketing}', true),
  ('opted_out', '{"zh-CN": "已退订", "en": "Opted out"}', '{marketing,care}', true)
ON CONFLICT DO NOTHING;

-- The trading-day calendar. Days that are not listed follow the week: Monday to Friday are trading days.
CREATE TABLE IF NOT EXISTS trading_year (
  year       integer PRIMARY KEY,
  source     text NOT NULL,                 -- the notice it was taken from
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS trading_day (
  day     date PRIMARY KEY,
  year    integer NOT NULL REFERENCES trading_year (year) ON DELETE CASCADE,
  trading boolean NOT NULL,                 -- false: a holiday; true: a weekend day that is worked in exchange
  name    text NOT NULL DEFAULT ''
);
-- As announced by the General Office of the State Council on 12 November 2024 and on 4 November 2025. A year without a
-- row here (2027 and later, until the office announces it and somebody enters it) has weekends only.
INSERT INTO trading_year (year, source)
VALUES (2025, '国务院办公厅关于2025年部分节假日安排的通知'), (2026, '国务院办公厅关于2026年部分节假日安排的通知')
ON CONFLICT DO NOTHING;
INSERT INTO trading_day (day, year, trading, name)
SELECT day::date, extract(year FROM day), false, name
FROM (VALUES
  ('2025-01-01', '2025-01-01', '元旦'), ('2025-01-28', '2025-02-04', '春节'), ('2025-04-04', '2025-04-06', '清明节'),
  ('2025-05-01', '2025-05-05', '劳动节'), ('2025-05-31', '2025-06-02', '端午节'),
  ('2025-10-01', '2025-10-08', '国庆节、中秋节'),
  ('2026-01-01', '2026-01-03', '元旦'), ('2026-02-15', '2026-02-23', '春节'), ('2026-04-04', '2026-04-06', '清明节'),
  ('2026-05-01', '2026-05-05', '劳动节'), ('2026-06-19', '2026-06-21', '端午节'),
  ('2026-09-25', '2026-09-27', '中秋节'), ('2026-10-01', '2026-10-07', '国庆节')
) AS holiday (first, last, name), generate_series(first::date, last::date, interval '1 day') AS day
ON CONFLICT DO NOTHING;
INSERT INTO trading_day (day, year, trading, name)
SELECT day::date, extract(year FROM day::date), true, name
FROM (VALUES
  ('2025-01-26', '春节调休'), ('2025-02-08', '春节调休'), ('2025-04-27', '劳动节调休'),
  ('2025-09-28', '国庆节调休'), ('2025-10-11', '国庆节调休'),
  ('2026-01-04', '元旦调休'), ('2026-02-14', '春节调休'), ('2026-02-28', '春节调休'), ('2026-05-09', '劳动节调休'),
  ('2026-09-20', '国庆节调休'), ('2026-10-10', '国庆节调休')
) AS worked (day, name)
ON CONFLICT DO NOTHING;

-- Touches of one tick and message that are held. Those with `until` <= `released` were asked about again by a later tick.
CREATE TABLE IF NOT EXISTS touch_hold (
  journey_id integer NOT NULL REFERENCES journey (id) ON DELETE CASCADE,
  tick       integer NOT NULL,
  version    integer NOT NULL,
  node       text NOT NULL,
  channel    text NOT NULL,
  reason     text NOT NULL,
  held       bigint NOT NULL CHECK (held > 0),
  until      timestamptz NOT NULL,          -- the earliest instant at which one of them may be asked about again
  released   timestamptz,
  PRIMARY KEY (journey_id, tick, version, node, channel, reason)
);
CREATE INDEX IF NOT EXISTS touch_hold_due ON touch_hold (until);
