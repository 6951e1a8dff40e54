-- Pairs of customers that look like the same person, for a steward to decide. Found by a search, decided once.
CREATE TABLE suspected_duplicate (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_a  bigint NOT NULL,
  customer_b  bigint NOT NULL,
  cluster     bigint NOT NULL,             -- smallest customer of those found to belong together
  probability double precision NOT NULL,
  weight      double precision NOT NULL,   -- bits of evidence, all fields together
  evidence    jsonb NOT NULL,              -- [{field, level, weight}]
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused')),
  search      uuid NOT NULL,               -- the search that saw the pair last
  found_at    timestamptz NOT NULL,
  decided_by  text,
  decided_at  timestamptz,
  note        text NOT NULL DEFAULT '',
  merge       jsonb,                       -- accepted: {customer, into, moved}, what undoing takes apart
  CHECK (customer_a < customer_b),
  UNIQUE (customer_a, customer_b)
);
CREATE INDEX suspected_duplicate_queue ON suspected_duplicate (state, probability DESC, id DESC);
