import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../platform/actor.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { apiKeyPrefix } from './api-keys.ts'
import { organisationsOf } from './data-scope.ts'
import { scopesOfRole } from './roles.ts'
import { hashToken } from './secrets.ts'
import { accessTables } from './store.ts'

export const sessionCookie = 'banyan_session'
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])
/** How exactly `last_used_at` is kept. */
const lastUsedMilliseconds = 60_000

/** The caller of a request: by API key (Authorization: Bearer) or by session cookie; null for neither. */
export async function authenticate(ctx: Context, request: FastifyRequest): Promise<Actor | null> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return byApiKey(ctx, bearer, request.ip)
  const token = request.cookies[sessionCookie]
  if (token === undefined) return null
  // A form on another site can send our cookie but not this header (CSRF); SameSite=Strict is the first line.
  if (!safeMethods.has(request.method) && request.headers['x-requested-with'] !== 'banyan') {
    throw new AppError('forbidden', 'Writes with a session need the header X-Requested-With: banyan')
  }
  return bySession(ctx, token, request.ip)
}

async function bySession(ctx: Context, token: string, address: string): Promise<Actor | null> {
  const user = await accessTables(ctx.postgres)
    .selectFrom('session')
    .innerJoin('app_user', 'app_user.id', 'session.user_id')
    .select(['app_user.id', 'app_user.login', 'app_user.role', 'app_user.data_scope'])
    .where('session.token_hash', '=', hashToken(token))
    .where('session.expires_at', '>', ctx.clock.now())
    .where('app_user.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!user) return null
  return {
    kind: 'user',
    id: String(user.id),
    name: user.login,
    address,
    scopes: new Set(scopesOfRole[user.role]),
    organisations: await organisationsOf(ctx.postgres, user.data_scope),
  }
}

async function byApiKey(ctx: Context, key: string, address: string): Promise<Actor> {
  const now = ctx.clock.now()
  const tables = accessTables(ctx.postgres)
  const row = key.startsWith(apiKeyPrefix)
    ? await tables
        .selectFrom('api_key')
        .leftJoin('app_user', 'app_user.id', 'api_key.created_by')
        .select([
          'api_key.id',
          'api_key.name',
          'scopes',
          'last_used_at',
          'app_user.role',
          'disabled_at',
          'data_scope',
        ])
        .where('key_hash', '=', hashToken(key))
        .where('revoked_at', 'is', null)
        .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', now)]))
        .executeTakeFirst()
    : undefined
  if (!row || row.disabled_at !== null) {
    throw new AppError('unauthenticated', 'The API key is unknown, expired or revoked, or its maker left')
  }
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > lastUsedMilliseconds) {
    await tables.updateTable('api_key').set({ last_used_at: now }).where('id', '=', row.id).execute()
  }
  // A key never outgrows its maker, who may have got a smaller role or data scope since.
  const allowed = row.role === null ? row.scopes : scopesOfRole[row.role]
  const scopes = new Set(row.scopes.filter((scope) => allowed.includes(scope)))
  const organisations = await organisationsOf(ctx.postgres, row.data_scope)
  return { kind: 'api_key', id: String(row.id), name: row.name, address, scopes, organisations }
}
