import { z } from 'zod'
import { pageQuery } from '../../platform/http/route-kit.ts'

export const auditQuery = pageQuery.extend({
  action: z.string().max(100).optional(),
  actor: z.string().max(200).optional(),
  objectKind: z.string().max(100).optional(),
  objectId: z.string().max(200).optional(),
})
export type AuditQuery = z.output<typeof auditQuery>

export const auditView = z.object({
  id: z.number().int(),
  at: z.string(),
  actor: z.object({ kind: z.enum(['user', 'api_key', 'system']), id: z.string(), name: z.string() }),
  address: z.string(),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  result: z.enum(['ok', 'refused']),
  detail: z.unknown(),
})
export type AuditView = z.output<typeof auditView>
