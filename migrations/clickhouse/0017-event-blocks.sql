-- The block with which the drainer stored the event (drained_block.block in PostgreSQL); 0 = imported or generated.
ALTER TABLE event ADD COLUMN IF NOT EXISTS block UInt64 CODEC(Delta, ZSTD(1));
ALTER TABLE event ADD INDEX IF NOT EXISTS block_range block TYPE minmax GRANULARITY 1;

-- A tick reads the rows of the ticks just before it: of all other parts their span of time tells that they have none.
ALTER TABLE journey_step ADD INDEX IF NOT EXISTS at_range at TYPE minmax GRANULARITY 1;
