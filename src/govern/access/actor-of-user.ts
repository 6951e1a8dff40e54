import type { Actor } from '../../platform/actor.ts'
import type { Postgres } from '../../platform/context.ts'
import { organisationsOf } from './data-scope.ts'
import { scopesOfRole } from './roles.ts'
import { accessTables } from './store.ts'

/** A person as they would be after signing in, for work that is done in their name; null when they may not sign in. */
export async function actorOfUser(postgres: Postgres, login: string): Promise<Actor | null> {
  const user = await accessTables(postgres)
    .selectFrom('app_user')
    .select(['id', 'login', 'role', 'data_scope'])
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!user) return null
  return {
    kind: 'user',
    id: String(user.id),
    name: user.login,
    address: '',
    scopes: new Set(scopesOfRole[user.role]),
    organisations: await organisationsOf(postgres, user.data_scope),
  }
}
