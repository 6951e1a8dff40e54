-- A month of events that got no new ones for two days is merged into one part for good: questions about behaviour then
-- read each customer's events of a name in one place. Half the time for a funnel of 18 million events of a million
-- customers; until then a month stands in up to some fifteen parts of a size.
ALTER TABLE event MODIFY SETTING min_age_to_force_merge_seconds = 172800, min_age_to_force_merge_on_partition_only = 1;
