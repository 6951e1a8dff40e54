import { createContext, use } from 'react'
import type { Names } from '#pictures'
import type { BoardFilters } from '../../../../api/dashboards.ts'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'

/** What every widget of a board needs. */
export interface BoardContextValue {
  readonly board: number
  /** Those in force. */
  readonly filters: BoardFilters
  readonly names: Names
  readonly catalogue: RuleCatalogue
  /** Annotations are drawn on charts over time. */
  readonly marked: boolean
  /** Everything is shown, seen or not: the board is being printed. */
  readonly printing: boolean
}

export const BoardContext = createContext<BoardContextValue | null>(null)

export function useBoard(): BoardContextValue {
  const board = use(BoardContext)
  if (board === null) throw new Error('Widgets belong onto a board')
  return board
}
