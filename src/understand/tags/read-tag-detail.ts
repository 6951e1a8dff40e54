import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import type { DisplayName } from '../rules/index.ts'
import { columnOf, groupTable } from './compile-group.ts'
import { tagDefinition } from './kinds/index.ts'
import { readTag } from './list-tags.ts'
import { readLineage } from './read-lineage.ts'
import { populationStability } from './population-stability.ts'
import { tagDistribution } from './queries/tag-distribution.ts'
import type { tagDetail } from './schema.ts'
import { tagTables } from './store.ts'
import { coverageWithinScope, valuesWithinScope } from './values-within-scope.ts'
import { describeDefinition } from './wording/describe-definition.ts'

type TagDetail = z.output<typeof tagDetail>
const shownPoints = 90

/**
 * A tag with how its values in the data scope spread and have moved, what reads it, and how good its model is. No
 * distribution before the first refresh.
 * @throws AppError not_found
 */
export async function readTagDetail(ctx: Context, key: string): Promise<TagDetail> {
  const stored = await readTag(ctx, key)
  const [tag = stored] = await coverageWithinScope(ctx, [stored])
  const definition = tagDefinition.parse(tag.definition)
  const column = columnOf({ definition, organisation: tag.organisation })
  return {
    ...tag,
    distribution:
      tag.coverage === null
        ? null
        : await tagDistribution(
            ctx.clickhouse,
            valuesWithinScope(ctx.actor, groupTable(tag.group)),
            key,
            column,
          ),
    // How the values moved, and how well a model ranks, is known of the whole bank only.
    trend: ctx.actor.organisations === null ? await readTrend(ctx, key) : [],
    ...(await readLineage(ctx, key, definition)),
    sentence: describeDefinition(definition, await namesOf(ctx, tag.reads)),
    model: ctx.actor.organisations === null ? await readModel(ctx, key) : null,
  }
}

async function readTrend(ctx: Context, key: string): Promise<TagDetail['trend']> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag_summary')
    .innerJoin('tag', 'tag.id', 'tag_summary.tag_id')
    .selectAll('tag_summary')
    .where('tag.key', '=', key)
    .orderBy('tag_summary.as_of', 'desc')
    .limit(shownPoints + 1)
    .execute()
  const points = rows.toReversed().map((row, i, all) => {
    const before = all[i - 1]
    return {
      asOf: row.as_of,
      refreshedAt: row.refreshed_at.toISOString(),
      customers: row.customers,
      coverage: row.coverage,
      average: row.average,
      drift: before ? populationStability(before.bins, row.bins) : null,
    }
  })
  return points.slice(-shownPoints)
}

async function readModel(ctx: Context, key: string): Promise<TagDetail['model']> {
  const trained = await tagTables(ctx.postgres)
    .selectFrom('tag_model')
    .innerJoin('tag', 'tag.id', 'tag_model.tag_id')
    .select('tag_model.model')
    .where('tag.key', '=', key)
    .executeTakeFirst()
  return trained?.model ?? null
}

/** Names of the tags that a definition reads. */
async function namesOf(ctx: Context, keys: readonly string[]): Promise<Map<string, DisplayName>> {
  if (keys.length === 0) return new Map()
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag')
    .select(['key', 'name'])
    .where('key', 'in', keys)
    .execute()
  return new Map(rows.map(({ key, name }) => [key, name]))
}
