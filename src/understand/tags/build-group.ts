import { availableParallelism } from 'node:os'
import type { StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { AppError, messageOf } from '../../platform/errors.ts'
import { tableColumns } from './queries/table-columns.ts'
import { columnOf, compileGroup, groupEngine, type GroupTag, groupTable } from './compile-group.ts'
import { customerBlocks } from './customer-blocks.ts'
import type { RefreshDay, TagSource } from './kinds/index.ts'
import { dropLeftovers } from './queries/drop-leftovers.ts'
import { type GroupTables, type PreparedGroup, prepareGroup, type StoredTag } from './prepare-group.ts'

/** So many blocks are computed at once: one thread each takes a fifth less work than sharing a block's aggregation. */
const atOnce = 2

/** Of each block's statement: beyond the first it spills to disk, so that any bank fits beside the rest. */
const spillBytes = 1.5 * 1024 ** 3
const mostBytes = 3 * 1024 ** 3

export interface BuildOptions extends StatementOptions {
  /** Customers per block, customersPerBlock unless said. */
  readonly customersPerBlock?: number
  /** Called after each block with the share of blocks done. */
  readonly onBlock?: (fraction: number) => void | Promise<void>
}

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
  options: BuildOptions,
): Promise<ReadonlyMap<string, string>> {
  await dropLeftovers(ctx.clickhouse, next, options)
  const blocks = await customerBlocks(ctx.clickhouse, options, options.customersPerBlock)
  const scratch = (n: number): string => `query_${n}_of_${next}`
  const prepared = await prepareGroup(ctx, stored, day, blocks, tables, options, scratch)
  try {
    return await buildPrepared(ctx, group, day, next, prepared, options)
  } finally {
    if (group.source === 'sql') await dropLeftovers(ctx.clickhouse, next, { pool: 'long' }, [next])
  }
}

async function buildPrepared(
  ctx: Context,
  group: GroupToBuild,
  day: RefreshDay,
  next: string,
  prepared: PreparedGroup,
  options: BuildOptions,
): Promise<ReadonlyMap<string, string>> {
  const failed = new Map(prepared.failed)
  const sound = (): GroupTag[] => prepared.tags.filter(({ key }) => !failed.has(key))
  const first = [...failed.values()][0]
  if (sound().length === 0) throw new AppError('internal', first ?? 'The group has no tags')
  try {
    await compute(ctx, next, group.source, sound(), day, prepared, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    const found = await failing(ctx, group.source, sound(), day, prepared, next, options)
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
  options: BuildOptions,
): Promise<void> {
  const needed = tags.flatMap(({ key }) => [`query_${key}`])
  const joined = surroundings.joined.filter(
    ({ alias }) => !alias.startsWith('query_') || needed.includes(alias),
  )
  const statements = compileGroup(table, source, tags, day, { ...surroundings, joined })
  const settings = {
    max_bytes_before_external_group_by: spillBytes,
    max_bytes_before_external_sort: spillBytes,
    max_memory_usage: mostBytes,
    // Of this machine's processors only the embedded engine can be told; a server knows its own.
    ...(ctx.config.clickhouse.url === undefined
      ? { max_threads: Math.ceil(availableParallelism() / Math.min(atOnce, statements.compute.length)) }
      : {}),
  }
  await drop(ctx, table, options)
  await ctx.clickhouse.command(statements.create, {}, options)
  let done = 0
  await inParallel(statements.compute, options.signal, async (statement, signal) => {
    await ctx.clickhouse.command(statement, {}, { pool: options.pool, signal, settings })
    done += 1
    await options.onBlock?.(done / statements.compute.length)
  })
  await ctx.clickhouse.command(statements.fill, {}, options)
}

/** `atOnce` blocks at a time; the first failure stops the others in the engine before it is thrown. */
async function inParallel(
  statements: readonly string[],
  signal: AbortSignal | undefined,
  run: (statement: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController()
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  const waiting = [...statements]
  const work = async (): Promise<void> => {
    for (;;) {
      const next = waiting.shift()
      if (next === undefined) return
      try {
        await run(next, either)
      } catch (error) {
        failed.abort(error)
        throw error
      }
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work))
  signal?.throwIfAborted()
  if (failed.signal.aborted) throw failed.signal.reason
  for (const result of ended) if (result.status === 'rejected') throw result.reason
}

/** Which tags fail by themselves, found by halving. */
async function failing(
  ctx: Context,
  source: TagSource,
  tags: readonly GroupTag[],
  day: RefreshDay,
  prepared: PreparedGroup,
  next: string,
  options: StatementOptions,
): Promise<Map<string, string>> {
  const table = `probe_of_${next}`
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
    `CREATE TABLE ${identifier(next)} (customer UInt32, ${columns.join(', ')}) ${groupEngine}`,
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
