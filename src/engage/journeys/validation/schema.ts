import { z } from 'zod'
import { definitionKey } from '../../../understand/rules/index.ts'

export const graphProblemCodes = [
  'shape',
  'missing_node',
  'unreachable',
  'endless_loop',
  'never_ends',
  'never_taken',
  'goal_never_reached',
  'nothing_measured',
  'holdout_after_contact',
  'shares',
  'no_time',
  'too_long',
  'over',
  'conflicting_times',
  'missing_segment',
  'segment_empty',
  'missing_template',
  'wrong_channel',
  'route',
  'fallback',
  'rule',
  'missing_tag',
  'tag_not_manual',
  'tag_value',
  'tag_not_date',
  'missing_endpoint',
  'missing_journey',
  'journey_circle',
  'unbounded_audience',
  'period',
  'global_holdout',
] as const
export type GraphProblemCode = (typeof graphProblemCodes)[number]

/** What is said to people, in both languages; it may quote what they wrote, whatever that is. */
const said = z.object({ 'zh-CN': z.string(), en: z.string() })

/** Something wrong with a graph. Errors keep it from running; warnings do not. */
export const graphProblem = z.object({
  node: z.string().nullable().describe('The node it is about; null: the entry or the journey as a whole'),
  path: z.string().describe('JSON pointer into the graph'),
  code: z.enum(graphProblemCodes),
  severity: z.enum(['error', 'warning']),
  message: said,
  fix: said.optional().describe('What to do about it'),
})
export type GraphProblem = z.output<typeof graphProblem>

/** `POST /api/journeys/validate` */
export const validateRequest = z.strictObject({
  key: definitionKey.optional().describe('Of the journey, so that it is not taken for another one'),
  graph: z.record(z.string(), z.unknown()).describe('As in a draft; may be wrong in any way'),
})
export const validateAnswer = z.object({
  valid: z.boolean().describe('No errors; there may be warnings'),
  problems: z.array(graphProblem),
})
