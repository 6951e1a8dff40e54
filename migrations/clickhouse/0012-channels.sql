-- Which touch a provider's message number stands for. Receipts name the number.
CREATE TABLE IF NOT EXISTS touch_message
(
    route     UInt32,
    message   String,
    journey   UInt32,
    touch     UUID,
    customer  UInt32,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (route, message)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
