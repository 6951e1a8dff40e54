import { z } from 'zod'
import { AppError } from '../../../platform/errors.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { ResultTable } from '../result-schema.ts'
import type { Analysis } from '../schema.ts'

/** Who reads the rows of a statement: of which side, and how the ids of cells and series are made. */
export interface Reading {
  /** Key of the series of a value of the breakdown ('' = all together). */
  series(value: string): string
  /** The id of a cell from its parts; the first is always the value of the breakdown. */
  cell(...parts: readonly (string | number)[]): string
}

/**
 * One type of analysis. The answer and the customers behind its cells come from the same relation, so that the number
 * shown is the number of customers found behind it.
 */
export interface AnalysisType<Asked extends Analysis, Row, Cell> {
  /** What is wrong that the shape of the question cannot tell. */
  check?(analysis: Asked): { path: string; message: string }[]
  /** One statement whose rows have the shape `row`; it may stand in parentheses. */
  sql(question: Question<Asked>): string
  readonly row: z.ZodType<Row>
  read(rows: readonly Row[], question: Question<Asked>, reading: Reading): ResultTable[]
  /** The parts of a cell's id. */
  readonly cell: z.ZodType<Cell>
  /** Statement that yields the customers (`customer`) behind a cell, each once. */
  membersSql(question: Question<Asked>, cell: Cell): string
  /** Events whose values a breakdown by property or channel shows; null = this type has no such breakdown. */
  splitEvents(analysis: Asked): EventFilter[] | null
}

export function defineAnalysisType<Asked extends Analysis, Row, Cell>(
  type: AnalysisType<Asked, Row, Cell>,
): AnalysisType<Asked, Row, Cell> {
  return type
}

/** @throws AppError invalid_request when the id was not made for this analysis */
export function parseCell<Cell>(parts: readonly unknown[], shape: z.ZodType<Cell>): Cell {
  const parsed = shape.safeParse(parts)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_request', 'The cell is not one of this analysis: take its id from the answer', {
    details: [{ path: '/cell', message: 'is not valid' }],
  })
}

export const count = z.coerce.number()
