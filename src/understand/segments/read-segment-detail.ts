import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { describeRule, parseRule } from '../rules/index.ts'
import { readSegment } from './list-segments.ts'
import { loadRuleCatalogue } from './load-catalogue.ts'
import { readersOf } from './rule-readers.ts'
import { referencesOf } from './rule-references.ts'
import type { segmentDetail } from './schema.ts'
import { segmentTables } from './store.ts'

/**
 * A segment with its rule as a sentence, what it reads and what reads it.
 * @throws AppError not_found
 */
export async function readSegmentDetail(ctx: Context, key: string): Promise<z.output<typeof segmentDetail>> {
  const [segment, catalogue, readBy] = await Promise.all([
    readSegment(ctx, key),
    loadRuleCatalogue(ctx),
    readersOf(segmentTables(ctx.postgres), 'segments', key),
  ])
  const rule = parseRule(segment.rule)
  return {
    ...segment,
    sentence: { 'zh-CN': describeRule(rule, catalogue, 'zh-CN'), en: describeRule(rule, catalogue, 'en') },
    reads: referencesOf(rule),
    readBy,
  }
}
