-- Boards of widgets: saved and inline analyses, metrics, notes.
CREATE TABLE IF NOT EXISTS dashboard (
  id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  library_key text,                           -- the ready board it was made from
  name        jsonb NOT NULL,                 -- {"zh-CN": …, "en": …}
  description text NOT NULL DEFAULT '',
  widgets     jsonb NOT NULL,                 -- in the order of the file; each with its place on the grid
  filters     jsonb NOT NULL,                 -- laid over every widget unless a reader asks otherwise
  sharing     jsonb NOT NULL,                 -- {"everyone": none | view | edit, "users": […], "roles": […]}
  owner       text NOT NULL,                  -- login of a user, api_key:<id> or system
  version     integer NOT NULL DEFAULT 1,     -- ETag
  archived_at timestamptz,
  created_by  text NOT NULL,
  updated_by  text NOT NULL,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS dashboard_updated ON dashboard (updated_at DESC, id DESC);
CREATE UNIQUE INDEX IF NOT EXISTS dashboard_library ON dashboard (library_key) WHERE library_key IS NOT NULL;

-- Days worth knowing when one looks at a chart, entered by people; those of journeys are read from journeys.
CREATE TABLE IF NOT EXISTS annotation (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dashboard_id integer REFERENCES dashboard (id) ON DELETE CASCADE,   -- null = of every board
  first_day    date NOT NULL,
  last_day     date NOT NULL,
  name         jsonb NOT NULL,
  version      integer NOT NULL DEFAULT 1,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  CHECK (first_day <= last_day)
);
CREATE INDEX IF NOT EXISTS annotation_days ON annotation (first_day, last_day);

-- A board sent by mail on a schedule, with the rights of whoever set it up.
CREATE TABLE IF NOT EXISTS dashboard_mailing (
  id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  dashboard_id integer NOT NULL REFERENCES dashboard (id) ON DELETE CASCADE,
  owner        text NOT NULL,                 -- login of the user whose rights it has
  recipients   text[] NOT NULL,
  language     text NOT NULL CHECK (language IN ('zh-CN', 'en')),
  schedule     text NOT NULL,                 -- cron, business time zone
  filters      jsonb,                         -- instead of those of the board; null = those of the board
  enabled      boolean NOT NULL DEFAULT true,
  stopped      text,                          -- why it sends no more though it is enabled
  due_at       timestamptz,                   -- null = never
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS dashboard_mailing_due ON dashboard_mailing (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS dashboard_mailing_of ON dashboard_mailing (dashboard_id, id);

-- One time that a mailing is sent: at a slot of its schedule, once each, or because somebody asked (no slot).
CREATE TABLE IF NOT EXISTS dashboard_sending (
  id           uuid PRIMARY KEY,
  mailing_id   integer NOT NULL REFERENCES dashboard_mailing (id) ON DELETE CASCADE,
  slot         timestamptz,
  requested_by text NOT NULL,
  made_at      timestamptz NOT NULL,
  state        text NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  attempts     integer NOT NULL DEFAULT 0,    -- to make the mail itself
  next_at      timestamptz NOT NULL,
  error        text,
  UNIQUE (mailing_id, slot)
);
CREATE INDEX IF NOT EXISTS dashboard_sending_due ON dashboard_sending (next_at) WHERE state = 'pending';

-- Its mails, one for each recipient. The id names the message, so that sending it twice is seen as one.
CREATE TABLE IF NOT EXISTS dashboard_mail (
  id         uuid PRIMARY KEY,
  sending_id uuid NOT NULL REFERENCES dashboard_sending (id) ON DELETE CASCADE,
  recipient  text NOT NULL,
  state      text NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
  attempts   integer NOT NULL DEFAULT 0,
  error      text,
  sent_at    timestamptz,
  UNIQUE (sending_id, recipient)
);
