-- As for events: ticks that follow events write some small parts a second, and merging five of them over and over wrote
-- every row nine times.
ALTER TABLE journey_step MODIFY SETTING merge_selector_base = 12;
ALTER TABLE journey_passage MODIFY SETTING merge_selector_base = 12;
ALTER TABLE event_message MODIFY SETTING merge_selector_base = 12;
