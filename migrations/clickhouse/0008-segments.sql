-- Lines of an upload that name nobody, or somebody named before. The numbers are kept masked.
CREATE TABLE customer_list_rejection
(
    list     UInt32,
    version  UInt32,
    line     UInt32,                     -- 1 = first line of the upload
    reason   LowCardinality(String),     -- unknown | duplicate
    number   String
)
ENGINE = MergeTree
ORDER BY (list, version, line)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- How much every customer is like the seeds of a lookalike, in log-odds. Visible when PostgreSQL says it is ready.
CREATE TABLE lookalike_score
(
    lookalike  UInt32,
    customer   UInt32 CODEC(Delta, LZ4),
    score      Float32,
    kind       UInt8                     -- 0 = candidate, 1 = seed held out of the training, 2 = seed trained on
)
ENGINE = MergeTree
ORDER BY (lookalike, customer)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
