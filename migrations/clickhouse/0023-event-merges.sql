-- Under load events come in some small parts a second. Merging five of them over and over wrote every event nine times
-- before its part was large; by fifteens it is three times, and reads meet some more small parts.
ALTER TABLE event MODIFY SETTING merge_selector_base = 15;
