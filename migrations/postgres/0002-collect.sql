-- A place events come from, with its write key.
CREATE TABLE source (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key             text NOT NULL UNIQUE,
  name            text NOT NULL,
  channel         text NOT NULL,
  write_key       text NOT NULL UNIQUE,
  allowed_origins text[] NOT NULL DEFAULT '{}',
  strict          boolean NOT NULL DEFAULT false,
  enabled         boolean NOT NULL DEFAULT true,
  version         integer NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now()
);

-- Tracking plan: learnt from traffic, edited by people.
CREATE TABLE event_definition (
  name        text PRIMARY KEY,
  status      text NOT NULL DEFAULT 'learnt' CHECK (status IN ('learnt', 'approved', 'blocked')),
  title       text NOT NULL DEFAULT '',
  description text NOT NULL DEFAULT '',
  first_seen  timestamptz NOT NULL,
  last_seen   timestamptz NOT NULL,
  version     integer NOT NULL DEFAULT 1
);

CREATE TABLE property_definition (
  event       text NOT NULL REFERENCES event_definition (name) ON DELETE CASCADE,
  name        text NOT NULL,
  type        text NOT NULL CHECK (type IN ('string', 'number', 'boolean', 'datetime', 'list', 'object')),
  required    boolean NOT NULL DEFAULT false,
  description text NOT NULL DEFAULT '',
  first_seen  timestamptz NOT NULL,
  last_seen   timestamptz NOT NULL,
  version     integer NOT NULL DEFAULT 1,
  PRIMARY KEY (event, name)
);

-- The next dense customer number. Taken in ranges, inside the identity lock.
CREATE TABLE customer_number (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  next     bigint NOT NULL
);
INSERT INTO customer_number (next) VALUES (1);

-- One row an import of a plan, with what it read and refused.
CREATE TABLE import_run (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan        text NOT NULL,
  state       text NOT NULL CHECK (state IN ('running', 'succeeded', 'failed')),
  as_of       date,
  counts      jsonb NOT NULL DEFAULT '{}',
  rejected    jsonb NOT NULL DEFAULT '[]',
  started_at  timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz
);
