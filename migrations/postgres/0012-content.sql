-- What messages say: content by language and channel, immutable versions, the rules content has to keep, short links.
ALTER TABLE template
  ADD COLUMN IF NOT EXISTS description text NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS category text NOT NULL DEFAULT 'service'
    CHECK (category IN ('marketing', 'service', 'care', 'transaction')),
  ADD COLUMN IF NOT EXISTS content jsonb NOT NULL DEFAULT '{}',    -- the draft: {"zh-CN": {…}, "en": {…}}, shape by channel
  ADD COLUMN IF NOT EXISTS fallback text NOT NULL DEFAULT 'zh-CN' CHECK (fallback IN ('zh-CN', 'en')),
  ADD COLUMN IF NOT EXISTS defaults jsonb NOT NULL DEFAULT '{}',   -- {"tag.tier": {"zh-CN": "贵宾", "en": "valued"}}
  ADD COLUMN IF NOT EXISTS status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'retired')),
  ADD COLUMN IF NOT EXISTS published_version integer,              -- what new touches say
  ADD COLUMN IF NOT EXISTS created_by text NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS created_at timestamptz NOT NULL DEFAULT now();

-- A version never changes, whatever becomes of its state: touches name it.
CREATE TABLE IF NOT EXISTS template_version (
  template_key text NOT NULL REFERENCES template (key),
  version      integer NOT NULL,
  channel      text NOT NULL,
  category     text NOT NULL,
  content      jsonb NOT NULL,
  fallback     text NOT NULL,
  defaults     jsonb NOT NULL,
  state        text NOT NULL CHECK (state IN ('submitted', 'published', 'rejected', 'retired')),
  note         text NOT NULL DEFAULT '',
  submitted_by text NOT NULL,
  submitted_at timestamptz NOT NULL,
  decided_by   text,
  decided_at   timestamptz,
  PRIMARY KEY (template_key, version)
);
CREATE INDEX IF NOT EXISTS template_version_state ON template_version (state, submitted_at);

-- Templates of before: one text for each language.
UPDATE template SET content = (
  SELECT jsonb_object_agg(language.key, CASE
    WHEN template.channel = 'email' THEN
      jsonb_build_object('subject', coalesce(template.subject ->> language.key, template.name ->> language.key),
                         'text', language.value)
    WHEN template.channel IN ('push', 'inbox') THEN
      jsonb_build_object('title', coalesce(template.subject ->> language.key, ''), 'body', language.value)
    WHEN template.channel = 'webhook' THEN jsonb_build_object('format', 'text', 'body', language.value)
    WHEN template.channel = 'wecom' THEN jsonb_build_object('type', 'text', 'text', language.value)
    ELSE jsonb_build_object('text', language.value) END)
  FROM jsonb_each(template.body) AS language)
WHERE content = '{}' AND jsonb_typeof(body) = 'object' AND body <> '{}';
INSERT INTO template_version
  (template_key, version, channel, category, content, fallback, defaults, state, submitted_by, submitted_at)
SELECT key, version, channel, category, content, fallback, defaults, 'published', 'Banyan', updated_at
FROM template WHERE content <> '{}'
ON CONFLICT DO NOTHING;
UPDATE template SET status = 'published', published_version = version
WHERE content <> '{}' AND published_version IS NULL AND status = 'draft';
ALTER TABLE template ALTER COLUMN body SET DEFAULT '{}';

-- What every text has to keep, for the whole bank.
CREATE TABLE IF NOT EXISTS content_policy (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  policy     jsonb NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Words that advertising must not use, or that someone should look at.
CREATE TABLE IF NOT EXISTS sensitive_word (
  word       text PRIMARY KEY,
  severity   text NOT NULL CHECK (severity IN ('forbidden', 'caution')),
  topic      text NOT NULL,
  source     text NOT NULL DEFAULT '',           -- the rule it comes from
  suggestion text NOT NULL DEFAULT '',
  origin     text NOT NULL DEFAULT 'bank' CHECK (origin IN ('rules', 'bank')),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Words of the rules for advertising finance in China; a bank adds its own.
INSERT INTO sensitive_word (word, severity, topic, source, suggestion, origin, created_by) VALUES
  ('保本', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('保本保息', 'forbidden', 'promise', '《广告法》第二十五条', '存款请写“本金和利息按合同约定支付”', 'rules', 'Banyan'),
  ('保本保收益', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('保收益', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('保证收益', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('收益保证', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('零风险', 'forbidden', 'promise', '《广告法》第二十五条', '写明产品风险等级', 'rules', 'Banyan'),
  ('无风险', 'forbidden', 'promise', '《广告法》第二十五条', '写明产品风险等级', 'rules', 'Banyan'),
  ('没有风险', 'forbidden', 'promise', '《广告法》第二十五条', '写明产品风险等级', 'rules', 'Banyan'),
  ('绝对安全', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('百分百安全', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('100%安全', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('稳赚不赔', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('稳赚', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('包赚', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('只赚不赔', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('躺赚', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('旱涝保收', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('保底收益', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('本金无忧', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('必涨', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('guaranteed return', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('guaranteed profit', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('principal guaranteed', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('risk-free', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('no risk', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('can''t lose', 'forbidden', 'promise', '《广告法》第二十五条', '', 'rules', 'Banyan'),
  ('刚性兑付', 'forbidden', 'promise', '资管新规（银发〔2018〕106号）', '', 'rules', 'Banyan'),
  ('刚兑', 'forbidden', 'promise', '资管新规（银发〔2018〕106号）', '', 'rules', 'Banyan'),
  ('兜底', 'forbidden', 'promise', '资管新规（银发〔2018〕106号）', '', 'rules', 'Banyan'),
  ('预期收益率', 'caution', 'yield', '资管新规（银发〔2018〕106号）', '写“业绩比较基准”并说明不代表未来表现', 'rules', 'Banyan'),
  ('预期收益', 'caution', 'yield', '资管新规（银发〔2018〕106号）', '写“业绩比较基准”并说明不代表未来表现', 'rules', 'Banyan'),
  ('高收益', 'caution', 'yield', '银发〔2019〕316号', '与风险一并说明', 'rules', 'Banyan'),
  ('最高收益', 'caution', 'yield', '银发〔2019〕316号', '不得用小概率情形夸大收益', 'rules', 'Banyan'),
  ('历史收益', 'caution', 'yield', '银发〔2019〕316号', '说明过往业绩不预示未来表现', 'rules', 'Banyan'),
  ('内部消息', 'forbidden', 'misleading', '银发〔2019〕316号', '', 'rules', 'Banyan'),
  ('官方推荐', 'forbidden', 'misleading', '银发〔2019〕316号', '不得利用政府公信力', 'rules', 'Banyan'),
  ('国家担保', 'forbidden', 'misleading', '银发〔2019〕316号', '不得利用政府公信力', 'rules', 'Banyan'),
  ('政府背书', 'forbidden', 'misleading', '银发〔2019〕316号', '不得利用政府公信力', 'rules', 'Banyan'),
  ('监管认可', 'forbidden', 'misleading', '银发〔2019〕316号', '不得利用金融管理部门的审核或备案', 'rules', 'Banyan'),
  ('国家级', 'forbidden', 'absolute', '《广告法》第九条', '', 'rules', 'Banyan'),
  ('最高级', 'forbidden', 'absolute', '《广告法》第九条', '', 'rules', 'Banyan'),
  ('最佳', 'forbidden', 'absolute', '《广告法》第九条', '', 'rules', 'Banyan'),
  ('最好', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('最大', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('最强', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('唯一', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('首只', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('最有价值', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('名列前茅', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('位居前列', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('业绩优良', 'caution', 'absolute', '《商业银行理财产品销售管理办法》（2011）', '没有客观证据不得使用', 'rules', 'Banyan'),
  ('全网第一', 'caution', 'absolute', '《广告法》第九条', '', 'rules', 'Banyan'),
  ('史上最低', 'caution', 'absolute', '《广告法》第九条', '', 'rules', 'Banyan'),
  ('零利率', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('零首付', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('零门槛', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('秒批', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('无视征信', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('黑户可贷', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('不看征信', 'caution', 'loan', '《广告法》第二十八条', '写明年化利率、费用和条件', 'rules', 'Banyan'),
  ('抓紧抢购', 'caution', 'pressure', '《银行保险机构消费者权益保护管理办法》（2022年第9号）', '', 'rules', 'Banyan'),
  ('错过再无', 'caution', 'pressure', '《银行保险机构消费者权益保护管理办法》（2022年第9号）', '', 'rules', 'Banyan')
ON CONFLICT DO NOTHING;

-- One target of one batch of touches. The codes that customers get are made of its id and the customer's number, so
-- a million messages with one link need one row.
CREATE TABLE IF NOT EXISTS link (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  journey_id integer NOT NULL DEFAULT 0,         -- 0 = no journey
  tick       integer NOT NULL DEFAULT 0,
  node       text NOT NULL DEFAULT '',
  channel    text NOT NULL,
  template   text NOT NULL,
  version    integer NOT NULL,
  target     text NOT NULL,
  state      jsonb NOT NULL DEFAULT '{}',        -- where the app takes the customer up again
  digest     text NOT NULL,                      -- of everything above
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  UNIQUE (digest)
);

-- Clicks as they came, until a job has written them into receipts and events.
CREATE TABLE IF NOT EXISTS link_click (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  link_id  bigint NOT NULL REFERENCES link (id),
  customer bigint NOT NULL,
  at       timestamptz NOT NULL,
  device   text NOT NULL DEFAULT ''              -- phone | tablet | computer | app
);

INSERT INTO channel_route (channel) VALUES ('wecom_mass'), ('mini_program'), ('five_g'), ('call') ON CONFLICT DO NOTHING;
