import { z } from 'zod'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { loadCatalogueTags } from '../../../understand/tags/index.ts'

/** Of how many customers a true-or-false tag is known, and of how many it is true. */
const share = z.object({ customers: z.coerce.number(), yes: z.coerce.number() })
export type TagShare = z.infer<typeof share>

interface Asked {
  readonly tag: string
  /** Only customers whose tag `by` is `value`. */
  readonly by?: string | undefined
  readonly value?: string | undefined
}

/** @throws AppError invalid_definition when a tag does not exist, was not computed, or is not true or false */
export async function readTagShare(ctx: Context, { tag, by, value }: Asked): Promise<TagShare> {
  const tags = await loadCatalogueTags(ctx)
  const tableOf = (key: string): string => {
    const table = tags.get(key)?.table
    if (table) return identifier(table)
    throw new AppError('invalid_definition', `run.yaml expects a share of "${key}", which is no computed tag`)
  }
  const table = tableOf(tag)
  if (tags.get(tag)?.column.type !== 'boolean')
    throw new AppError(
      'invalid_definition',
      `run.yaml expects a share of "${tag}", which is not true or false`,
    )
  const among =
    by === undefined
      ? ''
      : ` AND customer IN (SELECT customer FROM ${tableOf(by)} WHERE toString(${identifier(by)}) = {value:String})`
  const [found] = await ctx.clickhouse.query(
    `SELECT count() AS customers, countIf(${identifier(tag)}) AS yes
     FROM ${table} WHERE isNotNull(${identifier(tag)})${among}`,
    { value: value ?? '' },
    share,
  )
  return found ?? { customers: 0, yes: 0 }
}
