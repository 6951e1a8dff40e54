-- One customer's timeline over all names: without it a page reads a granule of every name in every part. Measured on
-- 16 million events of a million customers: a page of 50 in 11 ms against 82 ms (95th percentile 15 against 137). Its
-- price: the events twice on disk, and 1 µs of processor time more for each event inserted (3.3 against 2.2).
ALTER TABLE event MODIFY SETTING lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE event ADD PROJECTION IF NOT EXISTS by_customer (SELECT * ORDER BY customer, at);
ALTER TABLE event MATERIALIZE PROJECTION by_customer;

-- Where one customer stands in all journeys: a tick of many customers is sorted by customer, the many small ones are not.
ALTER TABLE journey_step ADD INDEX IF NOT EXISTS customer_filter customer TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE journey_step MATERIALIZE INDEX customer_filter;

-- Who is reached under a phone number or an email address: equal values have equal ciphertexts.
ALTER TABLE contact_point ADD INDEX IF NOT EXISTS value_filter value TYPE bloom_filter(0.001) GRANULARITY 1;
ALTER TABLE contact_point MATERIALIZE INDEX value_filter;

-- Which numbers were merged into a customer.
ALTER TABLE customer_merge ADD INDEX IF NOT EXISTS into_filter into TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE customer_merge MATERIALIZE INDEX into_filter;

-- Who names this customer in a relation (its employees, whom it referred).
ALTER TABLE relation ADD INDEX IF NOT EXISTS related_filter related TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE relation MATERIALIZE INDEX related_filter;

-- Parts of names. Measured on 12 million customers: a rare or unknown name in 5 ms against 160–600 ms; common ones are
-- found by reading until a page is full. 50 MB beside 510.
ALTER TABLE customer ADD INDEX IF NOT EXISTS name_text name TYPE text(tokenizer = ngrams(2)) GRANULARITY 1;
ALTER TABLE customer MATERIALIZE INDEX name_text;
