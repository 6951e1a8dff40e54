-- 1: failed as far as anybody knows; the message may have arrived all the same.
ALTER TABLE touch_receipt ADD COLUMN IF NOT EXISTS uncertain UInt8 DEFAULT 0;
