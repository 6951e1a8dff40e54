-- A new part's directory entry reaches the disk before an insert is acknowledged, so that a power cut cannot take back
-- what the spool has let go. Measured: 8.5 ms an insert against 7.9 ms.
ALTER TABLE event MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE event_message MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE dead_letter MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE identifier MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE customer_merge MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE segment_member MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE journey_step MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE touch MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE touch_receipt MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE consent MODIFY SETTING fsync_part_directory = 1;
ALTER TABLE suppression MODIFY SETTING fsync_part_directory = 1;

-- The bank's own data, too: a finished import stays finished.
ALTER TABLE customer MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE contact_point MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE product MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE holding MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE balance MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE ledger MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE relation MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
