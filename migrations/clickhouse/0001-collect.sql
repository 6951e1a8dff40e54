-- What customers did. `customer` is the dense number known when the event arrived; read it through
-- canonical(customer) so that history merges into the known customer without rewriting events.
CREATE TABLE event
(
    at          DateTime64(3, 'UTC'),
    received    DateTime64(3, 'UTC'),
    name        LowCardinality(String),
    kind        LowCardinality(String),  -- track | page | screen | identify | group
    customer    UInt32,
    source      UInt32,                  -- PostgreSQL source.id; 0 = imported or generated
    channel     LowCardinality(String),  -- app | web | mini_program | branch | …
    session     String,
    message_id  String,
    properties  Map(LowCardinality(String), String),
    INDEX received_range received TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (name, customer, at)
SETTINGS fsync_after_insert = 1, non_replicated_deduplication_window = 10000;

-- Message identities already stored, for deduplication across restarts. `id` = sipHash128 of source and message id,
-- computed on insert from the ephemeral columns. `day` is the day it was received.
CREATE TABLE event_message
(
    day      Date,
    source   UInt32 EPHEMERAL,
    message  String EPHEMERAL,
    id       UInt128 DEFAULT reinterpretAsUInt128(sipHash128(source, message))
)
ENGINE = MergeTree
PARTITION BY day
ORDER BY id
TTL day + INTERVAL 30 DAY
SETTINGS index_granularity = 512, fsync_after_insert = 1, non_replicated_deduplication_window = 10000;

-- Items that were refused, with the reason and the body as received (class C3 values already masked).
CREATE TABLE dead_letter
(
    id        UUID,
    received  DateTime64(3, 'UTC'),
    source    UInt32,
    protocol  LowCardinality(String),
    reason    LowCardinality(String),
    detail    String,
    body      String,
    state     LowCardinality(String),   -- open | replayed | discarded
    updated   DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (received, id)
TTL toDateTime(received) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, non_replicated_deduplication_window = 10000;

-- Who is who: an identifier belongs to one dense number. Sensitive values (phone) are stored as keyed hashes.
CREATE TABLE identifier
(
    namespace   LowCardinality(String),  -- customer_number | user_id | phone | unionid | openid | device | anonymous_id
    value       String,
    customer    UInt32,
    first_seen  DateTime64(3, 'UTC'),
    PROJECTION by_customer (SELECT customer, namespace, value ORDER BY customer)
)
ENGINE = ReplacingMergeTree(first_seen)
ORDER BY (namespace, value)
SETTINGS index_granularity = 256, deduplicate_merge_projection_mode = 'rebuild', fsync_after_insert = 1, non_replicated_deduplication_window = 10000;

-- Number `customer` was found to be number `into` (always flat: `into` is never itself merged).
CREATE TABLE customer_merge
(
    customer  UInt32,
    into      UInt32,
    at        DateTime64(3, 'UTC'),
    reason    LowCardinality(String),    -- identify | alias | track_signup | …
    evidence  String
)
ENGINE = ReplacingMergeTree(at)
ORDER BY customer
SETTINGS fsync_after_insert = 1, non_replicated_deduplication_window = 10000;

-- canonical(customer): the number to read a customer by, after merges. Reloaded by the drainer after it wrote merges.
CREATE DICTIONARY customer_canonical
(
    customer  UInt64,
    into      UInt32
)
PRIMARY KEY customer
SOURCE(CLICKHOUSE(QUERY 'SELECT customer, into FROM {database}.customer_merge FINAL WHERE customer != into'))
LAYOUT(HASHED_ARRAY())
LIFETIME(0);
