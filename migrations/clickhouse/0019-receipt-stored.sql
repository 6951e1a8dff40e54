-- When a receipt came into the store, by its clock: what is new since somebody looked last.
ALTER TABLE touch_receipt ADD COLUMN IF NOT EXISTS stored DateTime64(3, 'UTC') DEFAULT now64(3);
