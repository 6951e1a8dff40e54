-- Messages that may wait to leave through a channel before journeys stop adding to them; NULL = no limit.
ALTER TABLE channel_setting ADD COLUMN IF NOT EXISTS outbox_limit integer CHECK (outbox_limit > 0);
