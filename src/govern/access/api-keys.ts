import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { writeAudit } from '../audit/index.ts'
import type { ApiKeyView, NewApiKey } from './schema.ts'
import { hashToken, newToken } from './secrets.ts'
import { accessTables } from './store.ts'

/** Marks our keys, so that secret scanners find leaked ones. */
export const apiKeyPrefix = 'byk_'

type Row = {
  id: number
  name: string
  prefix: string
  scopes: ApiKeyView['scopes']
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

function view(row: Row): ApiKeyView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}

/**
 * Make a key. Its text is in the answer and nowhere else.
 * @throws AppError forbidden when the key would be allowed more than its maker
 */
export async function createApiKey(ctx: Context, input: NewApiKey): Promise<ApiKeyView & { key: string }> {
  const beyond = input.scopes.filter((scope) => !ctx.actor.scopes.has(scope))
  if (beyond.length > 0) {
    throw new AppError(
      'forbidden',
      `A key cannot be allowed more than you are: leave out ${beyond.join(', ')}`,
    )
  }
  const key = apiKeyPrefix + newToken()
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await accessTables(transaction)
      .insertInto('api_key')
      .values({
        name: input.name,
        prefix: key.slice(0, 12),
        key_hash: hashToken(key),
        scopes: [...new Set(input.scopes)],
        created_by: ctx.actor.kind === 'user' ? Number(ctx.actor.id) : null,
        expires_at: input.expiresAt === undefined ? null : new Date(input.expiresAt),
        revoked_at: null,
        last_used_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'api_key.create',
      objectKind: 'api_key',
      objectId: String(row.id),
      detail: { name: row.name, scopes: row.scopes },
    })
    return { ...view(row), key }
  })
}

/** Every key, newest first; keys are few. */
export async function listApiKeys(ctx: Context): Promise<ApiKeyView[]> {
  const rows = await accessTables(ctx.postgres)
    .selectFrom('api_key')
    .selectAll()
    .orderBy('id', 'desc')
    .execute()
  return rows.map(view)
}

/** Revoke a key at once and for good. */
export async function revokeApiKey(ctx: Context, id: number): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const row = await accessTables(transaction)
      .updateTable('api_key')
      .set({ revoked_at: ctx.clock.now() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning(['id', 'name'])
      .executeTakeFirst()
    if (!row) throw new AppError('not_found', `There is no active API key ${id}`)
    await writeAudit(transaction, ctx, {
      action: 'api_key.revoke',
      objectKind: 'api_key',
      objectId: String(id),
      detail: { name: row.name },
    })
  })
}
