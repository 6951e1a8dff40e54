import { z } from 'zod'
import { boardFilters } from '../schema.ts'

export const exportInput = z.strictObject({
  format: z.enum(['csv', 'xlsx']),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  widget: z.string().max(40).optional().describe('Only this one; the whole board unless given'),
  filters: boardFilters.optional().describe('Those of the board unless given'),
})
export type ExportInput = z.output<typeof exportInput>
