-- When a segment is fixed anew by itself: a cron expression in the business time zone, null = only on request.
ALTER TABLE segment
  ADD COLUMN schedule     text,
  ADD COLUMN scheduled_at timestamptz;      -- the instant the schedule last fell due

-- An uploaded list of customers. Its members are the ClickHouse customer_list_member rows of (id, version).
CREATE TABLE customer_list (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key        text NOT NULL UNIQUE,
  name       jsonb NOT NULL,                -- {"zh-CN": …, "en": …}
  version    integer NOT NULL,              -- grows with every upload
  customers  bigint NOT NULL,
  unknown    bigint NOT NULL,               -- numbers of the upload that are no customer's
  duplicates bigint NOT NULL,               -- numbers that stood in the upload more than once
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
