-- What journeys do beside contacting people. Rows of a tick count once PostgreSQL journey.committed_tick reached it;
-- recovery deletes the others, and their ids are hashes, so that a tick that is repeated writes the same rows.

-- Benefits that journeys asked for; the benefit system grants them.
CREATE TABLE IF NOT EXISTS benefit_request
(
    journey   UInt32,
    version   UInt16,
    node      LowCardinality(String),
    tick      UInt32,
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    request   UUID,
    benefit   LowCardinality(String)
)
ENGINE = ReplacingMergeTree
ORDER BY (journey, tick, node, customer)
SETTINGS fsync_after_insert = 1;

-- Tasks for relationship managers. The newest `updated` holds.
CREATE TABLE IF NOT EXISTS lead
(
    journey   UInt32,
    version   UInt16,
    node      LowCardinality(String),
    tick      UInt32,
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    lead      UUID,
    title     String,
    due       Date32,
    priority  UInt8,                     -- 0 … 100, 100 first
    branch    LowCardinality(String),    -- of the customer when the lead was made
    manager   LowCardinality(String),    -- '' = none: the branch takes it
    status    LowCardinality(String),    -- open | done | dismissed
    updated   DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (journey, tick, node, customer)
SETTINGS fsync_after_insert = 1;

-- Values of manual tags that journeys set; the job set-journey-tags hands those of committed ticks to uploaded_value.
CREATE TABLE IF NOT EXISTS journey_tag_value
(
    journey   UInt32,
    version   UInt16,
    node      LowCardinality(String),
    tick      UInt32,
    customer  UInt32,
    at        DateTime64(3, 'UTC'),
    tag       LowCardinality(String),
    value     String                     -- '' takes the value away
)
ENGINE = ReplacingMergeTree
ORDER BY (journey, tick, node, customer, tag)
SETTINGS fsync_after_insert = 1;
