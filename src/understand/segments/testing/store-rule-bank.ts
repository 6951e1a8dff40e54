import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { numberOfCustomer, type SmallBank } from '../../rules/testing/small-bank.ts'
import { storeMerges, storeSmallBank } from '../../rules/testing/store-small-bank.ts'
import { sliceGroups } from '../../tags/testing/slice-groups.ts'
import { snapshotSegment } from '../index.ts'
import type { RuleApi } from './rule-api.ts'

const name = { 'zh-CN': '甲', en: 'A' }
const numbersOf = (customers: readonly number[]): string[] => customers.map(numberOfCustomer)

/**
 * Make the small bank the only one, with all that rules may refer to: words of its tags, the segment "regulars" with a snapshot, the list
 * "guests" in its second version, and then the merges, so that both hold numbers that became somebody else's.
 */
export async function storeRuleBank(ctx: Context, bank: SmallBank, api: RuleApi): Promise<void> {
  await storeSmallBank(ctx, bank)
  await sliceGroups(ctx)
  await api.saveSegment('regulars', { customers: numbersOf(bank.members) })
  const { segmentId, version } = await snapshotSegment(ctx, 'regulars')
  const everybody = numbersOf(bank.customers.map(({ customer }) => customer))
  await api.uploadList('guests', everybody)
  await api.uploadList('guests', numbersOf(bank.guests))
  // A snapshot that died before its commit row holds everybody.
  await ctx.clickhouse.command(
    'INSERT INTO segment_member SELECT {segment:UInt32}, {version:UInt32}, customer FROM customer',
    { segment: segmentId, version: version + 1 },
  )
  await storeMerges(ctx, bank)
}

/** Definitions whose columns are those of the small bank's tag tables. */
const definitions: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  profile: {
    score: { kind: 'imported', type: 'number' },
    level: { kind: 'imported', type: 'string' },
    joined: { kind: 'imported', type: 'date' },
    club: { kind: 'imported', type: 'boolean' },
  },
  money: {
    aum: { kind: 'balance_at' },
    visits: { kind: 'event_count', events: ['login'] },
    vip: { kind: 'holding_has', classes: ['card'] },
    owed: { kind: 'balance_at', classes: ['loan'] },
    idle: { kind: 'event_days_since', events: ['login'] },
  },
}

/** Let the catalogue know the tag tables that the small bank comes with, as if they had been refreshed. */
export async function defineRuleBankTags({ postgres }: Context): Promise<void> {
  await sql`INSERT INTO organisation (code, name, level) VALUES ('0100', 'Branch', 'branch')`.execute(
    postgres,
  )
  for (const [group, tags] of Object.entries(definitions)) {
    await sql`INSERT INTO tag_group (key, name, source) VALUES (${group}, ${JSON.stringify(name)}, 'import')`.execute(
      postgres,
    )
    for (const [key, definition] of Object.entries(tags)) {
      // Only a branch tag of money may be missing.
      const organisation = key === 'owed' ? '0100' : null
      await sql`INSERT INTO tag (key, group_id, name, type, definition, organisation, coverage)
        SELECT ${key}, id, ${JSON.stringify(name)}, 'number', ${JSON.stringify(definition)}, ${organisation}, 1
        FROM tag_group WHERE key = ${group}`.execute(postgres)
    }
  }
}
