import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { staleAt } from './list-tags.ts'
import type { tagClasses } from './schema.ts'
import { tagTables } from './store.ts'

/** The catalogue's tree of classes and subclasses with how many tags each holds, and who owns tags. */
export async function listTagClasses(ctx: Context): Promise<z.output<typeof tagClasses>> {
  const db = tagTables(ctx.postgres)
  const classes = await db
    .selectFrom('tag')
    .where('status', '!=', 'retired')
    .groupBy(['class', 'subclass'])
    .orderBy('class')
    .orderBy('subclass')
    .select(({ fn }) => [
      'class',
      'subclass',
      fn.countAll<number>().as('tags'),
      fn.countAll<number>().filterWhere(staleAt(ctx.clock.now())).as('stale'),
    ])
    .execute()
  const owners = await db
    .selectFrom('tag')
    .select('owner')
    .distinct()
    .where('owner', '!=', '')
    .where('status', '!=', 'retired')
    .orderBy('owner')
    .execute()
  return { classes, owners: owners.map(({ owner }) => owner) }
}
