-- What WeCom was asked to send, noted before it is asked: after a crash nobody asks for the same touch again.
CREATE TABLE IF NOT EXISTS wecom_mass_ask (
  route_id integer NOT NULL REFERENCES channel_route (id) ON DELETE CASCADE,
  touch    uuid NOT NULL,
  msgid    text,                       -- NULL until WeCom answers
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (route_id, touch)
);
CREATE INDEX IF NOT EXISTS wecom_mass_ask_time ON wecom_mass_ask (asked_at);

-- When we began to take a message back: one that was killed then does not wait for WeCom's word for ever.
ALTER TABLE wecom_mass_message ADD COLUMN IF NOT EXISTS taking_back timestamptz;
