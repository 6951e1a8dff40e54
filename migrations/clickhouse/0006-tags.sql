-- Values of imported and manual tags, handed in by customer number. The newest `updated` wins; '' takes a value away.
CREATE TABLE uploaded_value
(
    tag       LowCardinality(String),
    customer  UInt32,
    value     String,
    updated   DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (customer, tag)
SETTINGS fsync_after_insert = 1;
