-- The number of a WeCom external contact identifies a person better than a device does.
UPDATE identity_namespace SET position = position + 100
WHERE key IN ('device', 'anonymous_id') AND NOT EXISTS (SELECT FROM identity_namespace WHERE key = 'external_userid');
INSERT INTO identity_namespace (key, position, sensitive, max_per_customer, max_customers)
VALUES ('external_userid', 7, false, 5, 3)
ON CONFLICT DO NOTHING;
UPDATE identity_namespace SET position = position - 99 WHERE position > 100;

-- The key pair by which push services know this installation (VAPID). Browsers subscribe to its public half.
CREATE TABLE IF NOT EXISTS web_push_key (
  only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  public_key  text NOT NULL,
  private_key text NOT NULL,                  -- encrypted
  created_at  timestamptz NOT NULL DEFAULT now()
);

-- Callbacks that were taken: one that is delivered again does nothing, one that a crash left open is handled later.
CREATE TABLE IF NOT EXISTS provider_callback (
  route_id    integer NOT NULL REFERENCES channel_route (id) ON DELETE CASCADE,
  key         text NOT NULL,
  event       text NOT NULL,                  -- encrypted
  received_at timestamptz NOT NULL,
  handled_at  timestamptz,
  attempts    integer NOT NULL DEFAULT 0,
  problem     text,                           -- why it could not be handled in full
  PRIMARY KEY (route_id, key)
);
CREATE INDEX IF NOT EXISTS provider_callback_open ON provider_callback (route_id, received_at) WHERE handled_at IS NULL;
CREATE INDEX IF NOT EXISTS provider_callback_age ON provider_callback (received_at);

-- Codes by which customers add staff in WeCom. `state` comes back with every customer who used the code.
CREATE TABLE IF NOT EXISTS wecom_contact_way (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  route_id   integer NOT NULL REFERENCES channel_route (id) ON DELETE CASCADE,
  name       text NOT NULL,
  state      text NOT NULL,
  staff      text[] NOT NULL,                 -- WeCom user ids
  welcome    text NOT NULL DEFAULT '',        -- '' = the route's own welcome
  config_id  text NOT NULL,
  qr_code    text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (route_id, state)
);

-- Mass messages wait until the staff member confirms them in WeCom; then WeCom tells whom it reached.
CREATE TABLE IF NOT EXISTS wecom_mass_message (
  route_id   integer NOT NULL REFERENCES channel_route (id) ON DELETE CASCADE,
  msgid      text NOT NULL,
  staff      text NOT NULL,
  customers  integer NOT NULL,
  state      text NOT NULL CHECK (state IN ('waiting', 'done', 'cancelled', 'expired')),
  sent       integer NOT NULL DEFAULT 0,
  failed     integer NOT NULL DEFAULT 0,
  reminded   timestamptz[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  polled_at  timestamptz,
  PRIMARY KEY (route_id, msgid)
);
CREATE INDEX IF NOT EXISTS wecom_mass_message_waiting ON wecom_mass_message (route_id, polled_at) WHERE state = 'waiting';
