import type { StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { tableColumns } from './queries/table-columns.ts'
import { queryLimits } from './check-tag-query.ts'
import { columnOf, compileGroup, type GroupTag, groupTable } from './compile-group.ts'
import { customerBlocks } from './customer-blocks.ts'
import type { RefreshDay, TagSource } from './kinds/index.ts'
import { type GroupTables, type PreparedGroup, prepareGroup, type StoredTag } from './prepare-group.ts'

/** Beyond this a group's aggregation spills to disk, so that a bank of any size fits beside the rest. */
const spillBytes = 4 * 1024 ** 3

interface GroupToBuild {
  readonly key: string
  readonly source: TagSource
}

/**
 * Build a group's table for a day under the name `next`. A tag that cannot be computed does not hold back the others:
 * its column is taken over from the current table, where that has it.
 * @returns why tags could not be computed, by key
 * @throws the engine's error when no tag of the group can be computed
 */
export async function buildGroup(
  ctx: Context,
  group: GroupToBuild,
  stored: readonly StoredTag[],
  day: RefreshDay,
  next: string,
  tables: GroupTables,
  options: StatementOptions,
): Promise<ReadonlyMap<string, string>> {
  const blocks = await customerBlocks(ctx.clickhouse, options)
  const prepared = await prepareGroup(ctx, stored, day, blocks, tables, options)
  const failed = new Map(prepared.failed)
  const sound = (): GroupTag[] => prepared.tags.filter(({ key }) => !failed.has(key))
  const first = [...failed.values()][0]
  if (sound().length === 0) throw new AppError('internal', first ?? 'The group has no tags')
  try {
    await compute(ctx, next, group.source, sound(), day, prepared, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    const found = await failing(ctx, group.key, group.source, sound(), day, prepared, options)
    if (found.size === 0 || found.size === sound().length) throw error
    for (const [key, reason] of found) failed.set(key, reason)
    await compute(ctx, next, group.source, sound(), day, prepared, options)
  }
  if (failed.size > 0) await takeOver(ctx, group.key, next, prepared, failed, options)
  return failed
}

async function compute(
  ctx: Context,
  table: string,
  source: TagSource,
  tags: readonly GroupTag[],
  day: RefreshDay,
  { surroundings }: PreparedGroup,
  options: StatementOptions,
): Promise<void> {
  const needed = tags.flatMap(({ key }) => [`query_${key}`])
  const joined = surroundings.joined.filter(
    ({ alias }) => !alias.startsWith('query_') || needed.includes(alias),
  )
  const statements = compileGroup(table, source, tags, day, { ...surroundings, joined })
  const settings = {
    max_bytes_before_external_group_by: spillBytes,
    ...(source === 'sql' ? queryLimits : {}),
  }
  await drop(ctx, table, options)
  await ctx.clickhouse.command(statements.create, {}, options)
  for (const statement of statements.compute)
    await ctx.clickhouse.command(statement, {}, { ...options, settings })
  await ctx.clickhouse.command(statements.fill, {}, options)
}

/** Which tags fail by themselves, found by halving. */
async function failing(
  ctx: Context,
  group: string,
  source: TagSource,
  tags: readonly GroupTag[],
  day: RefreshDay,
  prepared: PreparedGroup,
  options: StatementOptions,
): Promise<Map<string, string>> {
  const table = `probe_tag_${group}`
  const found = new Map<string, string>()
  const probe = async (part: readonly GroupTag[]): Promise<void> => {
    try {
      await compute(ctx, table, source, part, day, prepared, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      const [only] = part
      if (part.length === 1 && only) found.set(only.key, messageOf(error).slice(0, 1000))
      else {
        await probe(part.slice(0, part.length >> 1))
        await probe(part.slice(part.length >> 1))
      }
    }
  }
  // Halves at once: the whole is known to fail.
  await probe(tags.slice(0, tags.length >> 1))
  await probe(tags.slice(tags.length >> 1))
  await drop(ctx, table, options)
  return found
}

/** Add the failed tags' columns to the built table, with the values of the current one where it has them. */
async function takeOver(
  ctx: Context,
  group: string,
  next: string,
  { tags, surroundings }: PreparedGroup,
  failed: ReadonlyMap<string, string>,
  options: StatementOptions,
): Promise<void> {
  const current = groupTable(group)
  const existing = await tableColumns(ctx.clickhouse, current, options)
  const partial = `part_of_${next}`
  const missing = tags.filter(({ key }) => failed.has(key))
  const kept = missing.filter((tag) => existing.get(tag.key) === columnOf(tag).clickhouse)
  await drop(ctx, partial, options)
  await ctx.clickhouse.command(`RENAME TABLE ${identifier(next)} TO ${identifier(partial)}`, {}, options)
  const columns = tags.map((tag) => `${identifier(tag.key)} ${columnOf(tag).clickhouse}`)
  await ctx.clickhouse.command(
    `CREATE TABLE ${identifier(next)} (customer UInt32, ${columns.join(', ')}) ENGINE = MergeTree ORDER BY customer`,
    {},
    options,
  )
  const fresh = tags.filter(({ key }) => !failed.has(key)).map(({ key }) => identifier(key))
  const old = kept.map(({ key }) => identifier(key))
  const target = ['customer', ...fresh, ...old].join(', ')
  const values = [
    ...['customer', ...fresh].map((name) => `built.${name}`),
    ...old.map((name) => `kept.${name}`),
  ].join(', ')
  for (const { from, to } of surroundings.blocks.blocks) {
    const within = `customer >= ${from} AND customer < ${to}`
    const join =
      old.length === 0
        ? ''
        : ` LEFT ANY JOIN (SELECT customer, ${old.join(', ')} FROM ${identifier(current)} WHERE ${within}) AS kept ON kept.customer = built.customer`
    await ctx.clickhouse.command(
      `INSERT INTO ${identifier(next)} (${target})
SELECT ${values} FROM (SELECT * FROM ${identifier(partial)} WHERE ${within}) AS built${join}`,
      {},
      options,
    )
  }
  await drop(ctx, partial, options)
}

export async function drop(ctx: Context, table: string, options: StatementOptions): Promise<void> {
  await ctx.clickhouse.command(`DROP TABLE IF EXISTS ${identifier(table)} SYNC`, {}, options)
}
