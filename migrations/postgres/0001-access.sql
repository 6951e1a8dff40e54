-- Who may: people, their sessions, and machines with keys. Secrets are stored only as hashes.
CREATE TABLE app_user (
  id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login         text NOT NULL UNIQUE CHECK (login = lower(login)),
  name          text NOT NULL,
  password_hash text NOT NULL,
  role          text NOT NULL CHECK (role IN ('admin', 'operator', 'viewer')),
  locale        text NOT NULL DEFAULT 'zh-CN',
  disabled_at   timestamptz,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE session (
  token_hash bytea PRIMARY KEY,
  user_id    integer NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
  address    text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE api_key (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text NOT NULL,
  prefix       text NOT NULL,
  key_hash     bytea NOT NULL UNIQUE,
  scopes       text[] NOT NULL,
  created_by   integer REFERENCES app_user (id),
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz
);

-- Failed sign-ins, by login and by address; the throttle counts the recent ones.
CREATE TABLE login_failure (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  bucket text NOT NULL,
  at     timestamptz NOT NULL
);
CREATE INDEX login_failure_bucket ON login_failure (bucket, at);

-- Append-only and chained: hash = sha256(previous_hash, row). A trigger refuses update and delete.
CREATE TABLE audit (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL,
  actor_kind    text NOT NULL CHECK (actor_kind IN ('user', 'api_key', 'system')),
  actor_id      text NOT NULL,
  actor_name    text NOT NULL,
  address       text NOT NULL,
  action        text NOT NULL,
  object_kind   text NOT NULL,
  object_id     text NOT NULL,
  result        text NOT NULL CHECK (result IN ('ok', 'refused')),
  detail        jsonb NOT NULL DEFAULT '{}',
  previous_hash bytea NOT NULL,
  hash          bytea NOT NULL
);
CREATE INDEX audit_object ON audit (object_kind, object_id, id);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit rows are never changed or deleted'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- Answers to writes that carried an Idempotency-Key, replayed when the same request comes again.
CREATE TABLE idempotency_key (
  actor        text NOT NULL,
  key          text NOT NULL,
  request_hash bytea NOT NULL,
  status       integer,
  body         text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (actor, key)
);

-- Progress and cancellation of background jobs (pg-boss runs them; this is what people see).
CREATE TABLE job_progress (
  job_id           uuid PRIMARY KEY,
  name             text NOT NULL,
  state            text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  fraction         double precision NOT NULL DEFAULT 0,
  message          text NOT NULL DEFAULT '',
  cancel_requested boolean NOT NULL DEFAULT false,
  requested_by     text NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now()
);

-- Small facts about this installation (demo bank loaded, as-of date, ClickHouse pairing).
CREATE TABLE installation (
  key        text PRIMARY KEY,
  value      jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
