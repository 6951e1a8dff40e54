-- Kinds of identifiers and how far each is believed; banks tune the limits.
CREATE TABLE identity_namespace (
  key              text PRIMARY KEY,
  position         integer NOT NULL UNIQUE,     -- strength: the smallest wins
  sensitive        boolean NOT NULL,            -- stored as a keyed hash
  max_per_customer integer NOT NULL CHECK (max_per_customer BETWEEN 1 AND 10000),
  max_customers    integer CHECK (max_customers BETWEEN 1 AND 10000), -- used by more: shared, links nobody; null = never shared
  version          integer NOT NULL DEFAULT 1,
  updated_at       timestamptz NOT NULL DEFAULT now()
);
INSERT INTO identity_namespace (key, position, sensitive, max_per_customer, max_customers) VALUES
  ('customer_number', 1, false, 1, NULL),
  ('id_document', 2, true, 1, NULL),
  ('user_id', 3, false, 1, NULL),
  ('phone', 4, true, 5, 5),
  ('unionid', 5, false, 3, 3),
  ('openid', 6, false, 20, 3),
  ('device', 7, false, 20, 5),
  ('anonymous_id', 8, false, 100, 5);

-- Two customers of whom a steward said that they are two: nothing merges them by itself until the word is lifted.
CREATE TABLE identity_separation (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_a bigint NOT NULL,
  customer_b bigint NOT NULL,
  note       text NOT NULL DEFAULT '',
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  lifted_by  text,
  lifted_at  timestamptz,
  CHECK (customer_a < customer_b)
);
CREATE UNIQUE INDEX identity_separation_standing ON identity_separation (customer_a, customer_b) WHERE lifted_at IS NULL;
CREATE INDEX identity_separation_b ON identity_separation (customer_b) WHERE lifted_at IS NULL;

-- Decisions about identity. A row is the commit: what it says is then written to ClickHouse, again after a crash, until
-- applied_at is set.
CREATE TABLE identity_decision (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('merge', 'separate', 'share', 'allow')),
  rows       jsonb NOT NULL,                    -- ClickHouse table → rows
  decided_by text NOT NULL,
  decided_at timestamptz NOT NULL,
  applied_at timestamptz
);
CREATE INDEX identity_decision_open ON identity_decision (id) WHERE applied_at IS NULL;
