-- What a message offers and whom it may address: the gate reads both from the version that is sent.
ALTER TABLE template
  ADD COLUMN IF NOT EXISTS product text,                           -- key of the product whose risk decides; null = none
  ADD COLUMN IF NOT EXISTS general boolean NOT NULL DEFAULT false; -- not chosen by what is known of the customer
ALTER TABLE template_version
  ADD COLUMN IF NOT EXISTS product text,
  ADD COLUMN IF NOT EXISTS general boolean NOT NULL DEFAULT false;
