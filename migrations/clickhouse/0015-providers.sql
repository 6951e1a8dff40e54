-- Browsers that a customer lets us push to. `value` is encrypted; `endpoint` is its keyed hash.
CREATE TABLE IF NOT EXISTS push_subscription
(
    customer  UInt32,
    endpoint  String,
    value     String,
    verified  UInt8,                     -- the bank's server vouched for who it is; else it counts for this number alone
    active    UInt8,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (customer, endpoint)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Who of the staff has which customer as a contact in WeCom, and by which code they met.
CREATE TABLE IF NOT EXISTS wecom_contact
(
    external_user  String,
    staff          String,               -- WeCom user id
    customer       UInt32,
    state          LowCardinality(String),
    active         UInt8,                -- 0: one of the two ended it
    at             DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (external_user, staff)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Templates that a customer does not want messages of (mini-program subscriptions), until they subscribe again.
CREATE TABLE IF NOT EXISTS template_refusal
(
    customer  UInt32,
    template  String,                    -- the provider's own id of it
    refused   UInt8,
    at        DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
ORDER BY (customer, template)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
