-- What webhook nodes tell other systems about customers; PostgreSQL journey_webhook says how far it was told.
CREATE TABLE IF NOT EXISTS journey_webhook_call
(
    journey   UInt32,
    version   UInt16,
    node      LowCardinality(String),
    tick      UInt32,
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    call      UUID                       -- deterministic: the receiver's idempotency key
)
ENGINE = ReplacingMergeTree
ORDER BY (journey, tick, node, customer)
SETTINGS fsync_after_insert = 1;
