-- The value of each metric on each day, for the whole bank (organisation '') and every organisation with all below it.
-- `formula` is a fingerprint of the definition it was computed by: values of an earlier definition are not read.
CREATE TABLE IF NOT EXISTS metric_value
(
    metric        LowCardinality(String),
    formula       UInt64,
    organisation  LowCardinality(String),
    day           Date32,
    value         Nullable(Float64),         -- null: there was nothing to divide by
    computed      DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(computed)
ORDER BY (metric, formula, organisation, day)
SETTINGS fsync_after_insert = 1;
