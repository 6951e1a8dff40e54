-- Append-only journey state: customer stands at `node` since tick `tick`, ready to move on at `wake`.
-- Rows of a tick count only when PostgreSQL journey.committed_tick >= tick; recovery deletes the rest.
CREATE TABLE journey_step
(
    journey   UInt32,
    version   UInt16,
    tick      UInt32,
    node      LowCardinality(String),
    origin    LowCardinality(String),    -- the node the customer came from, '' on entry
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    wake      DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (journey, node, tick, customer)
SETTINGS fsync_after_insert = 1;

-- One row a contact that a journey (or anyone) wanted to make: queued for sending, or suppressed with its reason.
CREATE TABLE touch
(
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    touch     UUID,                      -- deterministic: the idempotency key towards the provider
    journey   UInt32,
    version   UInt16,
    node      LowCardinality(String),
    tick      UInt32,
    channel   LowCardinality(String),
    template  LowCardinality(String),
    outcome   LowCardinality(String),    -- queued | suppressed
    reason    LowCardinality(String)     -- why suppressed: no_consent | opted_out | suppression_list | quiet_hours | cap | no_contact_point
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (customer, at)
SETTINGS fsync_after_insert = 1;

-- What became of a queued touch. A repeated receipt replaces itself.
CREATE TABLE touch_receipt
(
    journey   UInt32,
    touch     UUID,
    status    LowCardinality(String),    -- sent | failed | delivered | opened | clicked
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    provider  LowCardinality(String),
    detail    String
)
ENGINE = ReplacingMergeTree
ORDER BY (journey, touch, status)
SETTINGS fsync_after_insert = 1;

-- Consent ledger: the newest row of (customer, purpose, channel) holds.
CREATE TABLE consent
(
    customer  UInt32,
    purpose   LowCardinality(String),    -- marketing | experience_improvement | research | service
    channel   LowCardinality(String),
    granted   UInt8,
    wording   LowCardinality(String),    -- version of the wording that was agreed to
    evidence  String,
    at        DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (customer, purpose, channel, at)
SETTINGS fsync_after_insert = 1;

-- Do-not-contact entries; channel '' = every channel. The newest row of the key holds.
CREATE TABLE suppression
(
    customer  UInt32,
    reason    LowCardinality(String),    -- complaint | hardship | deceased | staff | opted_out
    channel   LowCardinality(String),
    active    UInt8,
    until     Nullable(DateTime64(3, 'UTC')),
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (customer, reason, channel)
SETTINGS fsync_after_insert = 1;
