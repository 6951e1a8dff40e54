-- What was said about who is who: a pair of identifiers that belong to one customer, each pair once, with the first
-- evidence for it and what came of it. Sensitive values (phone, identity document) are stored as keyed hashes.
-- A steward's word about two customers is a pair of namespace 'customer' with the customers' numbers as values.
CREATE TABLE identity_link
(
    namespace     LowCardinality(String),
    value         String,
    number        UInt32,                    -- the number of the identifier itself, before merges
    to_namespace  LowCardinality(String),    -- the strongest identifier of the evidence
    to_value      String,
    to_number     UInt32,
    outcome       LowCardinality(String),    -- merged | known (they were one already) | refused | separated (taken apart later)
    refusal       LowCardinality(String),    -- why refused or separated: customer_number, user_id … (a person has one), values, shared, separated
    customer      UInt32,                    -- merged: the number that gave way; refused: one of the two that stayed apart
    into          UInt32,                    -- merged: the number that stayed; refused: the other
    rule          LowCardinality(String),    -- $identify | $SignUp | import | steward …
    evidence      String,                    -- <source>:<message id>, or what else it was said by
    at            DateTime64(3, 'UTC'),
    place         UInt32,                    -- order among links of the same instant
    updated       DateTime64(3, 'UTC'),
    link          UInt64 DEFAULT sipHash64(namespace, value, to_namespace, to_value),
    INDEX number_filter number TYPE bloom_filter GRANULARITY 1,
    INDEX to_number_filter to_number TYPE bloom_filter GRANULARITY 1,
    INDEX link_filter link TYPE bloom_filter GRANULARITY 1
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (namespace, value, to_namespace, to_value)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 10000;

-- Identifiers that more customers use than their namespace allows. They link nobody; what only they identify belongs to
-- `customer`, a number of their own that never merges.
CREATE TABLE shared_identifier
(
    namespace  LowCardinality(String),
    value      String,
    customer   UInt32,
    customers  UInt32,                       -- how many used it when it was marked
    state      LowCardinality(String),       -- shared | allowed (a steward says it is one customer's)
    actor      String,
    note       String,
    at         DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (namespace, value)
SETTINGS index_granularity = 256, fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 10000;

-- Evidence of how well a customer is known; the highest row of a customer is the level. Numbers as they were stored:
-- readers apply canonical(). 1 phone, 2 real name (a bank customer with name and document), 3 bound card,
-- 4 class II or III account, 5 class I account; no row: anonymous.
CREATE VIEW identity_evidence (customer UInt32, level UInt8) AS
SELECT customer, toUInt8(1) AS level FROM identifier WHERE namespace = 'phone'
UNION ALL
SELECT customer, toUInt8(1) AS level FROM contact_point FINAL WHERE kind = 'phone' AND value != ''
UNION ALL
SELECT customer, toUInt8(2) AS level FROM customer FINAL
WHERE name != '' AND (number != '' OR attributes['id_document'] != '')
UNION ALL
SELECT customer, toUInt8(multiIf(class = 'card', 3, attributes['account_class'] = 'I', 5, 4)) AS level FROM holding FINAL
WHERE (class = 'card' OR (class = 'current' AND attributes['account_class'] IN ('I', 'II', 'III')))
  AND isNull(closed) AND status IN ('active', '');
