-- `origin` names the import plan that wrote the row ('' = anything else), so that running the plan again can remove what left its files.
-- Master data of known customers. One row a customer; the newest `updated` wins.
CREATE TABLE customer
(
    customer    UInt32,
    number      String,                  -- the bank's own customer number
    name        String,
    gender      LowCardinality(String),  -- female | male | ''
    birth_date  Nullable(Date32),
    province    LowCardinality(String),
    city        LowCardinality(String),
    branch      LowCardinality(String),  -- PostgreSQL organisation.code
    manager     LowCardinality(String),  -- PostgreSQL staff.code, '' = none
    opened      Nullable(Date32),
    risk        LowCardinality(String),  -- C1 … C5, '' = not assessed
    occupation  LowCardinality(String),
    attributes  Map(LowCardinality(String), String),
    updated     DateTime64(3, 'UTC'),
    origin      LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY customer;

-- Where a customer can be reached. `value` is encrypted (platform/crypto), never plain.
CREATE TABLE contact_point
(
    customer  UInt32,
    kind      LowCardinality(String),    -- phone | email
    value     String,
    updated   DateTime64(3, 'UTC'),
    origin    LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (customer, kind);

CREATE TABLE product
(
    product  LowCardinality(String),
    name     String,
    name_en  String,
    class    LowCardinality(String),     -- current | time_deposit | wealth | fund | insurance | card | credit_card | loan
    risk     LowCardinality(String),     -- R1 … R5
    updated  DateTime64(3, 'UTC'),
    origin   LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY product;

-- What a customer has: accounts, deposits, funds, cards, loans.
CREATE TABLE holding
(
    customer    UInt32,
    holding     String,                  -- account, contract or card number as the bank's key
    product     LowCardinality(String),
    class       LowCardinality(String),
    opened      Date32,
    matures     Nullable(Date32),
    closed      Nullable(Date32),
    status      LowCardinality(String),
    amount      Decimal(18, 2),          -- principal or limit; 0 where it has none
    attributes  Map(LowCardinality(String), String),
    updated     DateTime64(3, 'UTC'),
    origin      LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (customer, holding);

-- Balances as change intervals (the zipper table): `amount` held from `from` up to, not including, `to`.
-- An open interval ends at 2299-12-31. Classes current, time_deposit, wealth, fund and insurance count as AUM.
CREATE TABLE balance
(
    customer  UInt32,
    holding   String,
    product   LowCardinality(String),
    class     LowCardinality(String),
    from      Date32,
    to        Date32,
    amount    Decimal(18, 2),
    updated   DateTime64(3, 'UTC'),
    origin    LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (customer, holding, from);

-- Business transactions, signed: credits positive, debits negative.
CREATE TABLE ledger
(
    customer     UInt32,
    holding      String,
    transaction  String,
    at           DateTime64(3, 'UTC'),
    amount       Decimal(18, 2),
    operation    LowCardinality(String),
    category     LowCardinality(String),
    attributes   Map(LowCardinality(String), String),
    updated      DateTime64(3, 'UTC'),
    origin       LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (customer, holding, transaction);

CREATE TABLE relation
(
    customer  UInt32,
    related   UInt32,
    kind      LowCardinality(String),    -- household | payroll | disponent | referrer
    detail    String,
    updated   DateTime64(3, 'UTC'),
    origin    LowCardinality(String) DEFAULT ''
)
ENGINE = ReplacingMergeTree(updated)
ORDER BY (customer, kind, related);

-- Rows of an import's files that were refused, with where they stand and why. Values are not kept: they may be personal.
CREATE TABLE import_rejection
(
    run      UInt32,                     -- PostgreSQL import_run.id
    target   LowCardinality(String),     -- customers | holdings | ledger | …
    file     LowCardinality(String),
    line     UInt64,                     -- 1 = first line of the file (row of a Parquet file)
    reason   LowCardinality(String),
    field    LowCardinality(String)      -- the plan's field that could not be filled, '' = the whole line
)
ENGINE = MergeTree
ORDER BY (run, target, file, line)
SETTINGS fsync_after_insert = 1;
