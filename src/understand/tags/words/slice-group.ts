import type { StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'
import { identifier } from '../../../platform/clickhouse/literal.ts'
import type { Context, Postgres } from '../../../platform/context.ts'
import { messageOf } from '../../../platform/errors.ts'
import type { WordEncoding } from '../../rules/index.ts'
import type { TagColumn } from '../kinds/index.ts'
import { buildWords } from './build-words.ts'
import { wordsTable, wordTables } from './words-store.ts'

interface Group {
  readonly id: number
  readonly key: string
}

/** Words that were built and that no rule reads yet. */
export interface SlicedGroup {
  readonly version: number
  readonly encodings: ReadonlyMap<string, WordEncoding>
}

/**
 * Build the words of a group's next table. Words only make rules faster: when they cannot be built the refresh goes on
 * without, and rules scan the table.
 */
export async function sliceGroup(
  ctx: Context,
  group: Group,
  table: string,
  columns: readonly (TagColumn & { readonly key: string })[],
  options: StatementOptions,
): Promise<SlicedGroup | null> {
  const version = (await currentVersion(ctx, group)) + 1
  try {
    const encodings = await buildWords(
      ctx.clickhouse,
      table,
      wordsTable(group.key, version),
      columns,
      options,
    )
    return { version, encodings }
  } catch (error) {
    options.signal?.throwIfAborted()
    ctx.log.error(
      { group: group.key, reason: messageOf(error).slice(0, 1000) },
      'words could not be built; rules scan the table',
    )
    return null
  }
}

/**
 * From now on rules scan the group's table. Committed before the next table is swapped in: dying at any instant after
 * that leaves no words that rules would read beside a table which they do not belong to.
 */
export async function retireWords(ctx: Context, group: Group): Promise<void> {
  await wordTables(ctx.postgres)
    .updateTable('tag_words')
    .set({ valid: false })
    .where('group_id', '=', group.id)
    .execute()
}

/** The words belong to the table that is current now: rules read them when the transaction commits. */
export async function publishWords(transaction: Postgres, group: Group, sliced: SlicedGroup): Promise<void> {
  const row = {
    version: sliced.version,
    valid: true,
    encodings: JSON.stringify(Object.fromEntries(sliced.encodings)),
  }
  await wordTables(transaction)
    .insertInto('tag_words')
    .values({ group_id: group.id, ...row })
    .onConflict((conflict) => conflict.column('group_id').doUpdateSet(row))
    .execute()
}

/** The last words but one have no readers any more: rules that began with them are through long since. */
export async function dropOldWords(
  ctx: Context,
  group: Group,
  version: number,
  options: StatementOptions,
): Promise<void> {
  if (version <= 2) return
  const old = identifier(wordsTable(group.key, version - 2))
  await ctx.clickhouse.command(`DROP TABLE IF EXISTS ${old} SYNC`, {}, options)
}

async function currentVersion(ctx: Context, group: Group): Promise<number> {
  const found = await wordTables(ctx.postgres)
    .selectFrom('tag_words')
    .select('version')
    .where('group_id', '=', group.id)
    .executeTakeFirst()
  return found?.version ?? 0
}
