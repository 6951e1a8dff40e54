import { z } from 'zod'
import { pageOf, pageQuery } from '../../../platform/http/route-kit.ts'
import { displayName, plainText } from '../../../understand/rules/index.ts'
import { analysis } from '../schema.ts'

export const savedAnalysisInput = z.strictObject({
  name: displayName,
  description: plainText(2000).default(''),
  analysis,
})
export const savedAnalysisView = z.object({
  id: z.number().int(),
  name: displayName,
  description: z.string(),
  analysis,
  version: z.number().int(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type SavedAnalysisView = z.output<typeof savedAnalysisView>
export const savedAnalysisPage = pageOf(savedAnalysisView)
export const savedAnalysisQuery = pageQuery.extend({
  type: plainText(40).optional(),
  search: plainText(100).optional(),
  sort: z.enum(['updated', '-updated', 'name', '-name']).default('-updated'),
})
