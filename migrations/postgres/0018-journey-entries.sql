-- Customers whom other systems send into a journey. The entry reads them in the order of their ids.
CREATE TABLE IF NOT EXISTS journey_entry_request (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journey_id   integer NOT NULL REFERENCES journey (id) ON DELETE CASCADE,
  request      text NOT NULL,                    -- given by the caller: the same again changes nothing
  customers    integer[] NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  UNIQUE (journey_id, request)
);
