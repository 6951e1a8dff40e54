import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'

/**
 * The working table of the generator: who each customer "really" is. Every bank table is derived from it, so that
 * salary, deposits, behaviour and branch of one customer fit together. It is dropped when the bank stands.
 * Money is in fen (Int64).
 */
export async function createProfileTable(clickhouse: ClickHouse): Promise<void> {
  await dropProfileTable(clickhouse)
  await clickhouse.command(`
    CREATE TABLE demo_profile
    (
      position    UInt32,                  -- 0 … customers - 1
      customer    UInt32,
      number      String,
      surname     UInt8,                   -- index into people/names.ts
      gender      LowCardinality(String),
      birth_date  Date32,
      age         UInt8,
      persona     LowCardinality(String),  -- payroll | merchant | pension | student | casual | private
      occupation  LowCardinality(String),
      branch      LowCardinality(String),  -- sub-branch
      manager     LowCardinality(String),
      opened      Date32,
      risk        LowCardinality(String),
      mobile      LowCardinality(String),  -- none | rare | regular | heavy
      system      LowCardinality(String),  -- iOS | Android | HarmonyOS
      company     Int32,                   -- -1 = none
      payday      UInt8,
      income      Int64,                   -- a month, 0 = no regular movements
      loss        Float64,                 -- share of AUM that leaves in the last three months, 0 = stays
      aum         Int64,                   -- on the as-of date, as drawn
      deposits    Int64,                   -- … of it in time deposits, and so on; the rest is on the current account
      wealth      Int64,
      funds       Int64,
      insurance   Int64
    )
    ENGINE = MergeTree
    ORDER BY position`)
}

export async function dropProfileTable(clickhouse: ClickHouse): Promise<void> {
  await clickhouse.command('DROP TABLE IF EXISTS demo_profile SYNC')
}
