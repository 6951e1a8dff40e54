-- Members of one snapshot version. Visible only when PostgreSQL segment_snapshot says the version is committed.
-- (Tag groups are tables too: tag_<group>, created by a refresh, swapped in with EXCHANGE TABLES.)
CREATE TABLE segment_member
(
    segment   UInt32,
    version   UInt32,
    customer  UInt32 CODEC(Delta, LZ4)
)
ENGINE = MergeTree
ORDER BY (segment, version, customer)
SETTINGS fsync_after_insert = 1;
