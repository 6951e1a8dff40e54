-- Values of tags that a journey's ticks noted (journey_tag_value in ClickHouse) were handed over up to this tick.
ALTER TABLE journey ADD COLUMN IF NOT EXISTS tags_tick integer NOT NULL DEFAULT 0;
