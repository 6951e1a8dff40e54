import { z } from 'zod'
import { definitionKey, displayName } from '../../../understand/rules/index.ts'
import { dashboardChange } from '../schema.ts'

/** One file of `library/boards`: a board and the key it is known by. */
export const readyBoard = dashboardChange.extend({ key: definitionKey })
export type ReadyBoard = z.output<typeof readyBoard>

export const readyBoardView = z.object({
  key: definitionKey,
  name: displayName,
  description: z.string(),
  widgetCount: z.number().int(),
  metrics: z
    .array(definitionKey)
    .describe('Ready metrics that the bank does not have yet; they come with the board'),
  dashboard: z.number().int().nullable().describe('The bank’s own board made from it'),
})
export type ReadyBoardView = z.output<typeof readyBoardView>

export const addBoards = z.strictObject({
  keys: z.array(definitionKey).max(100).optional().describe('All unless given'),
})
