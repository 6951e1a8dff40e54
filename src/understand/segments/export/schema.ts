import { z } from 'zod'
import { pageOf, pageQuery } from '../../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../../rules/index.ts'

export const exportFields = [
  'number',
  'name',
  'gender',
  'birth_date',
  'province',
  'city',
  'branch',
  'manager',
  'opened',
  'risk',
  'occupation',
] as const

export const exportRequest = z.strictObject({
  fields: z.array(z.enum(exportFields)).min(1).max(exportFields.length).default(['number']),
  tags: z.array(definitionKey).max(50).default([]),
  reason: plainText(500).trim().min(5, 'say in at least 5 characters what the file is for'),
  /** Plain numbers, names and birthdays; needs the scope customers:unmask. */
  unmasked: z.boolean().default(false),
  /** A byte order mark, by which Excel knows UTF-8. */
  byteOrderMark: z.boolean().default(true),
  /** A last line that says who took the file and when. */
  watermark: z.boolean().default(true),
  /** Of the headings. */
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
})
export type ExportRequest = z.output<typeof exportRequest>

export const exportView = z.object({
  id: z.number().int(),
  segment: z.string(),
  segmentName: displayName,
  version: z.number().int(),
  /** Members of the snapshot. */
  customers: z.number().int(),
  fields: z.array(z.string()),
  tags: z.array(z.string()),
  unmasked: z.boolean(),
  reason: z.string(),
  /** `ready` can be fetched, once, by whoever asked for it, until `expiresAt`. */
  state: z.enum(['ready', 'running', 'done', 'failed', 'cancelled', 'expired']),
  rows: z.number().int().nullable(),
  bytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** The caller may fetch it now. */
  mine: z.boolean(),
})
export type ExportView = z.output<typeof exportView>
export const exportPage = pageOf(exportView)
export const exportQuery = pageQuery.extend({ segment: definitionKey.optional() })
export const exportChoices = z.object({
  fields: z.array(z.object({ key: z.enum(exportFields), name: displayName, personal: z.boolean() })),
  tags: z.array(z.object({ key: z.string(), name: displayName })),
  mayUnmask: z.boolean(),
})
