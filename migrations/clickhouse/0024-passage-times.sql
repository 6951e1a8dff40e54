-- A journey that lets customers in again after a while asks for the passages of that while only: old parts are skipped.
ALTER TABLE journey_passage ADD INDEX IF NOT EXISTS at_range at TYPE minmax GRANULARITY 16;
ALTER TABLE journey_passage MATERIALIZE INDEX at_range;
