-- A passage is one customer's way through a journey, from an entry to an end; `passage` is the tick of that entry.
-- `ended`: the row brings the customer to an end (an exit or one of $holdout, $goal, …).
ALTER TABLE journey_step
  ADD COLUMN IF NOT EXISTS passage UInt32,
  ADD COLUMN IF NOT EXISTS ended   UInt8;

-- Entries and ends of passages by customer: who may enter (again) is a lookup of those who come, not a scan of all steps.
-- Filled from journey_step; rows count as theirs do, and recovery deletes them with theirs.
CREATE TABLE IF NOT EXISTS journey_passage
(
    journey   UInt32,
    customer  UInt32,
    tick      UInt32,
    at        DateTime64(3, 'UTC'),
    entered   UInt8,
    ended     UInt8
)
ENGINE = MergeTree
ORDER BY (journey, customer, tick)
SETTINGS index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1;

INSERT INTO journey_passage (journey, customer, tick, at, entered, ended)
SELECT journey, customer, tick, at, origin = '', startsWith(node, '$')
FROM journey_step
WHERE (origin = '' OR startsWith(node, '$')) AND (SELECT count() FROM journey_passage) = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS journey_passage_feed TO journey_passage AS
SELECT journey, customer, tick, at, origin = '' AS entered, ended FROM journey_step WHERE origin = '' OR ended;
