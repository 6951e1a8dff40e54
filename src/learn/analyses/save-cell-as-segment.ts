import type { Context } from '../../platform/context.ts'
import { saveCustomersAsSegment } from '../../understand/segments/index.ts'
import { cellBitmapSql } from './read-members.ts'
import type { Analysis } from './schema.ts'
import type { z } from 'zod'
import type { cellSegment, cellSegmentView } from './result-schema.ts'

/** Save the customers behind a cell as a segment that stays as it is, with its first snapshot. */
export async function saveCellAsSegment(
  ctx: Context,
  { analysis, cell, asOf, ...segment }: z.output<typeof cellSegment> & { analysis: Analysis },
): Promise<z.output<typeof cellSegmentView>> {
  const bitmap = await cellBitmapSql(ctx, analysis, cell, asOf === undefined ? {} : { asOf })
  return saveCustomersAsSegment(ctx, segment, {
    bitmapSql: bitmap,
    because: { analysis: analysis.type, cell },
  })
}
