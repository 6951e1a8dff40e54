-- What kind of contact a touch is, which version of the contact policy decided about it, until when it is held, and
-- since when it has been wanted. A touch that was held gets another row, with the same id, when it is asked about again.
ALTER TABLE touch
  ADD COLUMN IF NOT EXISTS category LowCardinality(String) DEFAULT 'marketing',   -- marketing | service | care | transaction
  ADD COLUMN IF NOT EXISTS policy   UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS until    DateTime64(3, 'UTC') DEFAULT 0,               -- of a held touch
  ADD COLUMN IF NOT EXISTS wanted   DateTime64(3, 'UTC') DEFAULT at;

-- Every entry that was ever made to a do-not-contact list, so that the list can be read as it was.
CREATE TABLE suppression_history
(
    customer  UInt32,
    reason    LowCardinality(String),    -- PostgreSQL suppression_list.key
    channel   LowCardinality(String),    -- '' = every channel
    active    UInt8,
    until     Nullable(DateTime64(3, 'UTC')),
    evidence  String,
    at        DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY (customer, reason, channel, at)
SETTINGS fsync_after_insert = 1;

ALTER TABLE suppression ADD COLUMN IF NOT EXISTS evidence String DEFAULT '';

INSERT INTO suppression_history (customer, reason, channel, active, until, evidence, at)
SELECT customer, reason, channel, active, until, evidence, at FROM suppression FINAL
WHERE (SELECT count() FROM suppression_history) = 0;

CREATE MATERIALIZED VIEW suppression_feed TO suppression_history AS
SELECT customer, reason, channel, active, until, evidence, at FROM suppression;
