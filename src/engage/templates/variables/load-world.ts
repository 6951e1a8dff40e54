import type { Context } from '../../../platform/context.ts'
import { loadCatalogueTags } from '../../../understand/tags/index.ts'
import { templateTables } from '../store.ts'
import type { VariableWorld } from './variable.ts'

/** What variables can refer to right now. */
export async function loadWorld(ctx: Context): Promise<VariableWorld> {
  const db = templateTables(ctx.postgres)
  const [tags, organisations, staff] = await Promise.all([
    loadCatalogueTags(ctx),
    db.selectFrom('organisation').select(['code', 'name']).execute(),
    db.selectFrom('staff').select(['code', 'name']).execute(),
  ])
  return {
    tags,
    organisations: new Map(organisations.map(({ code, name }) => [code, name])),
    staff: new Map(staff.map(({ code, name }) => [code, name])),
  }
}
