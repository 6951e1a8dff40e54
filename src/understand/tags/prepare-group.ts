import { isDeepStrictEqual } from 'node:util'
import { addDays } from '../../platform/calendar-day.ts'
import type { StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../platform/clickhouse/literal.ts'
import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import { sqlTexts } from '../rules/index.ts'
import { branchesOf } from './branches-of.ts'
import { checkTagQuery, queryLimits, queryRows } from './check-tag-query.ts'
import { columnOf, type GroupSurroundings, type GroupTag } from './compile-group.ts'
import { type Blocks, wholeBank } from './customer-blocks.ts'
import {
  type Bindings,
  compileTag,
  type ReadTag,
  type RefreshDay,
  type TagDefinition,
} from './kinds/index.ts'
import type { LogisticModel } from './models/logistic-model.ts'
import { trainTagModel } from './models/train-tag-model.ts'
import { tagThresholds } from './queries/tag-thresholds.ts'
import { groupRows, type Joined } from './read-tags.ts'
import { tagTables } from './store.ts'

export interface StoredTag {
  readonly id: number
  readonly key: string
  readonly definition: TagDefinition
  readonly organisation: string | null
}

export interface PreparedGroup {
  readonly tags: readonly GroupTag[]
  readonly surroundings: GroupSurroundings
  /** Why tags cannot be computed at all, by key. */
  readonly failed: ReadonlyMap<string, string>
}

/** Where the values of other groups stand, for the day that is computed. */
export interface GroupTables {
  readonly current: (group: string) => string
  /** Compute groups for an earlier day; yields where. Absent when the day is a past one itself: nothing is trained then. */
  readonly past?: (groups: readonly string[], asOf: string) => Promise<(group: string) => string>
}

/** Name of the table that holds the rows of a group's n-th query while the group's table `next` is built. */
export type ScratchTable = (n: number) => string

interface Source extends ReadTag {
  readonly group: string
}

/**
 * Everything that a group's tags need besides rows: other tags, distributions, models, checked queries, branches.
 * @param scratch with it each query runs once, into such a table, which the caller drops; without it once per block
 */
export async function prepareGroup(
  ctx: Context,
  stored: readonly StoredTag[],
  day: RefreshDay,
  blocks: Blocks,
  tables: GroupTables,
  options: StatementOptions,
  scratch?: ScratchTable,
): Promise<PreparedGroup> {
  const sources = await readSources(ctx, stored)
  const joined = new Map<string, Joined>()
  const wanted = new Map<string, Set<string>>()
  const bindings = new Map<string, Bindings>()
  const failed = new Map<string, string>()
  const tags: GroupTag[] = []
  for (const tag of stored) {
    tags.push({ ...tag, branches: tag.organisation ? await branchesOf(ctx, tag.organisation) : undefined })
    try {
      const compiled = compileTag(tag.definition)
      const reads = new Map(compiled.reads.map((key) => [key, sourceOf(sources, key)]))
      const problem = compiled.problem(new Map([...reads].map(([key, { column }]) => [key, column])))
      if (problem !== null) throw new Error(problem)
      const thresholds = new Map<string, readonly number[]>()
      for (const { tag: key, buckets } of compiled.buckets) {
        const { group, column } = sourceOf(sources, key)
        const found = await tagThresholds(
          ctx.clickhouse,
          tables.current(group),
          key,
          column,
          buckets,
          options,
        )
        thresholds.set(key, found)
      }
      const model =
        tag.definition.kind === 'model_score'
          ? await currentModel(
              ctx,
              { ...tag, definition: tag.definition },
              reads,
              day,
              blocks,
              tables,
              options,
            )
          : undefined
      const values = new Map<string, ReadTag>(reads)
      if (tag.definition.kind === 'sql') {
        const alias = `query_${tag.key}`
        await checkTagQuery(ctx.clickhouse, tag.definition.query, options)
        const rows = queryRows(tag.definition.query, blocks)
        joined.set(alias, {
          alias,
          rows: scratch ? await storedRows(ctx, scratch(tags.length), rows, options) : rows,
        })
        values.set(tag.key, { column: compiled.column, sql: `\`${alias}\`.value` })
      }
      for (const [key, { group }] of reads)
        wanted.set(group, (wanted.get(group) ?? new Set<string>()).add(key))
      bindings.set(tag.key, { key: tag.key, tags: values, thresholds, model })
    } catch (error) {
      options.signal?.throwIfAborted()
      failed.set(tag.key, messageOf(error).slice(0, 1000))
    }
  }
  for (const [group, keys] of wanted)
    joined.set(group, { alias: aliasOf(group), rows: groupRows(tables.current(group), [...keys]) })
  return {
    tags,
    failed,
    surroundings: {
      blocks,
      bindings,
      joined: [...joined.values()],
      membersSql: (branches) =>
        branches.length === 0
          ? 'bitmapBuild(CAST([] AS Array(UInt32)))'
          : `(SELECT groupBitmapState(customer) FROM customer FINAL WHERE branch IN (${sqlTexts(branches)}))`,
    },
  }
}

/** Run a query once for the whole bank; its rows of a block are read from the table that they were put in. */
async function storedRows(
  ctx: Context,
  table: string,
  rows: Joined['rows'],
  options: StatementOptions,
): Promise<Joined['rows']> {
  const [everybody] = wholeBank.blocks
  if (!everybody) return rows
  await ctx.clickhouse.command(`DROP TABLE IF EXISTS ${identifier(table)} SYNC`, {}, options)
  await ctx.clickhouse.command(
    `CREATE TABLE ${identifier(table)} ENGINE = MergeTree ORDER BY customer AS\n${rows(everybody)}`,
    {},
    { ...options, settings: queryLimits },
  )
  return groupRows(table, ['value'])
}

const aliasOf = (group: string): string => `group_${group}`

async function readSources(ctx: Context, stored: readonly StoredTag[]): Promise<Map<string, Source | null>> {
  const keys = [...new Set(stored.flatMap((tag) => compileTag(tag.definition).reads))]
  if (keys.length === 0) return new Map()
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .innerJoin('tag_group', 'tag_group.id', 'tag.group_id')
    .select(['tag.key', 'tag.definition', 'tag.organisation', 'tag.coverage', 'tag_group.key as group'])
    .where('tag.key', 'in', keys)
    .execute()
  return new Map(
    rows.map(({ key, group, coverage, ...tag }) => [
      key,
      coverage === null ? null : { group, column: columnOf(tag), sql: `\`${aliasOf(group)}\`.\`${key}\`` },
    ]),
  )
}

function sourceOf(sources: ReadonlyMap<string, Source | null>, key: string): Source {
  const source = sources.get(key)
  if (source) return source
  throw new Error(
    source === null
      ? `it reads the tag "${key}", which has not been computed yet`
      : `it reads the tag "${key}", which does not exist`,
  )
}

/** The model that was trained for this definition; trained anew when there is none or it is too old. */
async function currentModel(
  ctx: Context,
  tag: {
    readonly id: number
    readonly key: string
    readonly definition: TagDefinition & { kind: 'model_score' }
  },
  reads: ReadonlyMap<string, Source>,
  day: RefreshDay,
  blocks: Blocks,
  tables: GroupTables,
  options: StatementOptions,
): Promise<LogisticModel> {
  const { definition } = tag
  const db = tagTables(ctx.postgres)
  const kept = await db.selectFrom('tag_model').selectAll().where('tag_id', '=', tag.id).executeTakeFirst()
  const now = ctx.clock.now()
  const age = kept ? (now.getTime() - kept.trained_at.getTime()) / 86_400_000 : Infinity
  if (
    kept &&
    isDeepStrictEqual(kept.definition, definition) &&
    (!tables.past || age < definition.retrainDays)
  )
    return kept.model
  if (!tables.past)
    throw new Error('it has no trained model yet: refresh its group for the current day first')
  const earlier = await earlierTables(definition.horizonDays, definition.features, reads, day, tables)
  const trained = await trainTagModel(ctx.clickhouse, tag.key, definition, {
    blocks,
    tags: reads,
    groupOf: (key) => reads.get(key)?.group ?? '',
    featureTable: earlier,
    outcomeTable: tables.current,
    options,
  })
  const model: LogisticModel = { ...trained, asOf: day.asOf, trainedAt: now.toISOString() }
  const row = {
    definition: JSON.stringify(definition),
    model: JSON.stringify(model),
    trained_at: now,
  }
  await db
    .insertInto('tag_model')
    .values({ tag_id: tag.id, ...row })
    .onConflict((conflict) => conflict.column('tag_id').doUpdateSet(row))
    .execute()
  ctx.log.info({ tag: tag.key, auc: model.auc, trainedOn: model.trainedOn }, 'trained a model')
  return model
}

async function earlierTables(
  horizonDays: number,
  features: readonly string[],
  reads: ReadonlyMap<string, Source>,
  day: RefreshDay,
  tables: GroupTables,
): Promise<(group: string) => string> {
  if (horizonDays === 0 || !tables.past) return tables.current
  const groups = new Set(features.flatMap((key) => reads.get(key)?.group ?? []))
  return tables.past([...groups], addDays(day.asOf, -horizonDays))
}
