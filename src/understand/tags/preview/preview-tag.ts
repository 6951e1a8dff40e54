import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { businessDay } from '../../rules/index.ts'
import { checkReferences } from '../check-references.ts'
import { columnOf, compileGroup, groupTable } from '../compile-group.ts'
import { inBlock } from '../customer-blocks.ts'
import { compileTag, missingSql } from '../kinds/index.ts'
import { prepareGroup } from '../prepare-group.ts'
import { dropTable } from '../queries/drop-table.ts'
import { groupStatistics } from '../queries/group-statistics.ts'
import { tagDistribution } from '../queries/tag-distribution.ts'
import { tagTables } from '../store.ts'
import { valuesWithinScope } from '../values-within-scope.ts'
import { describeDefinition } from '../wording/describe-definition.ts'
import { previewSample } from './preview-sample.ts'
import { sampleBlocks } from './sample-blocks.ts'
import type { preview, previewQuestion } from './schema.ts'

/** Someone waits for it. */
const limits = { max_memory_usage: 3 * 1024 ** 3, max_execution_time: 60 }

/**
 * Compute a definition as it would be, into a table of its own that is dropped again: how the values of the data
 * scope spread, and some customers with theirs. Nothing is stored.
 * @throws AppError invalid_definition when it is wrong, forbidden when a sample is asked for without customers:read,
 * conflict when it cannot be computed as the store stands
 */
export async function previewTag(
  ctx: Context,
  question: z.output<typeof previewQuestion>,
  signal?: AbortSignal,
): Promise<z.output<typeof preview>> {
  if (question.sample > 0 && !ctx.actor.scopes.has('customers:read'))
    throw new AppError('forbidden', 'A sample of customers needs the scope customers:read')
  const started = performance.now()
  const tag = await checkedTag(ctx, question)
  const { source, column: plain, reads } = compileTag(tag.definition)
  const column = columnOf(tag)
  const day = { asOf: businessDay(ctx.clock.now(), ctx.config.timezone), timezone: ctx.config.timezone }
  const options = { pool: 'long', signal, settings: limits } as const
  const { blocks, everybody } = await sampleBlocks(ctx.clickhouse, question.everybody, options)
  const prepared = await prepareGroup(ctx, [tag], day, blocks, { current: groupTable }, options)
  const failed = prepared.failed.get(tag.key)
  if (failed !== undefined) throw notComputable(failed)

  const table = `preview_tag_${randomBytes(6).toString('hex')}`
  try {
    const statements = compileGroup(table, source, prepared.tags, day, prepared.surroundings)
    await ctx.clickhouse.command(statements.create, {}, options)
    for (const statement of statements.compute) await ctx.clickhouse.command(statement, {}, options)
    if (everybody) await ctx.clickhouse.command(statements.fill, {}, options)
    else {
      const [built] = prepared.tags
      const absent = compileTag(tag.definition).absent ?? `defaultValueOfTypeName('${plain.clickhouse}')`
      const value = built?.branches
        ? `if(bitmapContains(${prepared.surroundings.membersSql(built.branches)}, customer), ${absent}, ${missingSql(column)})`
        : absent
      const within = blocks.blocks.map((block) => inBlock({ ...blocks, merges: false }, block).join(' AND '))
      await ctx.clickhouse.command(
        `INSERT INTO ${identifier(table)} SELECT customer, ${value} FROM customer FINAL
WHERE (${within.map((part) => `(${part})`).join(' OR ')}) AND customer NOT IN (SELECT customer FROM ${identifier(table)})`,
        {},
        options,
      )
    }
    const columns = [{ ...column, key: tag.key }]
    const rows = valuesWithinScope(ctx.actor, table)
    const { customers, coverage } = await groupStatistics(ctx.clickhouse, rows, columns, options)
    return {
      type: column.type,
      sentence: describeDefinition(tag.definition, await namesOf(ctx, reads)),
      asOf: day.asOf,
      customers,
      everybody,
      coverage: coverage[0] ?? 0,
      distribution: await tagDistribution(ctx.clickhouse, rows, tag.key, column),
      sample:
        question.sample > 0
          ? await previewSample(ctx.clickhouse, rows, tag.key, column, question.sample, options)
          : null,
      durationMs: Math.round(performance.now() - started),
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof AppError) throw error
    throw notComputable(messageOf(error).slice(0, 500))
  } finally {
    await dropTable(ctx.clickhouse, table)
  }
}

function notComputable(reason: string): AppError {
  return new AppError('conflict', `The tag cannot be computed now: ${reason}`, {
    details: [{ path: '/definition', message: reason }],
  })
}

async function checkedTag(ctx: Context, question: z.output<typeof previewQuestion>) {
  const { definition, organisation, key = 'previewed_tag', group = 'previewed_group' } = question
  const db = tagTables(ctx.postgres)
  const name = { 'zh-CN': key, en: key }
  const tag = {
    key,
    name,
    definition,
    organisation,
    description: '',
    unit: '',
    class: '',
    subclass: '',
    owner: '',
    status: 'draft' as const,
  }
  const { source } = compileTag(definition)
  await checkReferences(db, {
    groups: [{ key: group, name, source, schedule: 'manual', tags: [tag] }],
  }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    const details = error.details.map((detail) => ({
      ...detail,
      path: detail.path.replace(/^\/groups(\/0\/tags\/0)?/, '') || '/definition',
    }))
    throw new AppError(error.code, `The tag is wrong: ${details[0]?.message ?? error.message}`, { details })
  })
  const stored = await db.selectFrom('tag').select('id').where('key', '=', key).executeTakeFirst()
  return { id: stored?.id ?? 0, key, definition, organisation: organisation ?? null }
}

async function namesOf(ctx: Context, keys: readonly string[]) {
  if (keys.length === 0) return new Map()
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .select(['key', 'name'])
    .where('key', 'in', keys)
    .execute()
  return new Map(rows.map(({ key, name }) => [key, name]))
}
