-- Where a receipt belongs, so that the receipts of a node are counted without finding their touches again.
ALTER TABLE touch_receipt
  ADD COLUMN IF NOT EXISTS version UInt16 DEFAULT 0,                -- of the journey
  ADD COLUMN IF NOT EXISTS node    LowCardinality(String) DEFAULT '',
  ADD COLUMN IF NOT EXISTS channel LowCardinality(String) DEFAULT '';

INSERT INTO touch_receipt (journey, touch, status, customer, at, provider, detail, stored, version, node, channel)
SELECT journey, touch, status, customer, at, provider, detail, stored, made.version, made.node, made.channel
FROM (SELECT * FROM touch_receipt FINAL WHERE node = '') AS receipt
INNER JOIN (SELECT DISTINCT journey, touch, version, node, channel FROM touch) AS made USING (journey, touch);

-- The contacts of a journey, counted as they are written. `at > wanted`: the gate was asked again about a held one.
ALTER TABLE touch MODIFY SETTING lightweight_mutation_projection_mode = 'rebuild';

ALTER TABLE touch ADD PROJECTION IF NOT EXISTS contacts (
  SELECT journey, version, tick, node, channel, outcome, reason, at > wanted, count()
  GROUP BY journey, version, tick, node, channel, outcome, reason, at > wanted
);

ALTER TABLE touch MATERIALIZE PROJECTION contacts;
