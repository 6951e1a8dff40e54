import { z } from 'zod'
import { pageOf, pageQuery } from '../../../platform/http/route-kit.ts'
import { definitionKey, displayName, plainText } from '../../rules/index.ts'

export const listUpload = z.strictObject({
  key: definitionKey,
  name: displayName,
  description: plainText(2000).optional(),
  content: plainText(20_000_000)
    .min(1)
    .describe('Customer numbers, one a line; of CSV the first column is read'),
})
export const listReport = z.object({
  key: z.string(),
  name: displayName,
  version: z.number().int(),
  customers: z.number().int(),
  unknown: z.number().int(),
  duplicates: z.number().int(),
  /** Up to 100 of them. */
  unknownNumbers: z.array(z.string()),
  duplicateNumbers: z.array(z.string()),
})

export const listQuery = pageQuery.extend({
  sort: z.enum(['key', '-key', 'customers', '-customers', 'updated', '-updated']).default('key'),
  search: plainText(100).optional(),
})
export const listView = z.object({
  key: z.string(),
  name: displayName,
  description: z.string(),
  /** Handed in by someone, made by a lookalike, or found by an analysis. */
  origin: z.enum(['upload', 'lookalike', 'analysis']),
  version: z.number().int(),
  customers: z.number().int(),
  /** Null within a data scope. */
  unknown: z.number().int().nullable(),
  duplicates: z.number().int().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type ListView = z.output<typeof listView>
export const listPage = pageOf(listView)
export const listDetail = listView.extend({
  /** The latest 50 uploads, the newest first. */
  versions: z.array(
    z.object({
      version: z.number().int(),
      customers: z.number().int(),
      unknown: z.number().int(),
      duplicates: z.number().int(),
      createdBy: z.string(),
      createdAt: z.iso.datetime(),
    }),
  ),
  /** Keys of the segments whose rules use it. */
  usedBy: z.array(z.string()),
})

export const rejectionQuery = pageQuery.extend({ reason: z.enum(['unknown', 'duplicate']).optional() })
export const rejectionView = z.object({
  /** 1 = the first line of the upload. */
  line: z.number().int(),
  reason: z.enum(['unknown', 'duplicate']),
  /** What stood there, with the middle masked. */
  number: z.string(),
})
export const rejectionPage = pageOf(rejectionView).extend({ version: z.number().int() })
