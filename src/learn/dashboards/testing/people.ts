import type { Actor } from '../../../platform/actor.ts'
import { type Context, withActor } from '../../../platform/context.ts'
import { actorOfUser, createUser } from '../../../govern/access/index.ts'

/** Somebody who may sign in, and the context of what they do. */
export async function personIn(
  ctx: Context,
  login: string,
  role: 'admin' | 'operator' | 'viewer',
): Promise<Context> {
  await createUser(ctx, { login, name: login.toUpperCase(), role, password: 'a password of tests' })
  const actor: Actor | null = await actorOfUser(ctx.postgres, login)
  if (!actor) throw new Error(`${login} may not sign in`)
  return withActor(ctx, actor)
}
