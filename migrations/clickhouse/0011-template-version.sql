-- Which version of its template a touch says; 0 = the one published when it is sent.
ALTER TABLE touch ADD COLUMN IF NOT EXISTS template_version UInt16 DEFAULT 0;
