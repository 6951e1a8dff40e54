-- The newest request of a journey, looked up a few times a second.
CREATE INDEX IF NOT EXISTS journey_entry_request_newest ON journey_entry_request (journey_id, id);
