import { z } from 'zod'
import { AppError, type ErrorDetail } from '../../../platform/errors.ts'
import type { EventFilter } from '../question-parts.ts'
import type { Question } from '../question.ts'
import type { ResultTable } from '../result-schema.ts'
import type { Analysis, AnalysisOf } from '../schema.ts'

/** How the ids of series and cells are made while the rows of one side are read. */
export interface Reading {
  /** Key of the series of a value of the breakdown ('' = all together). */
  series(value: string): string
  /** The id of a cell from its parts. */
  cell(...parts: readonly (string | number)[]): string
}

/**
 * One type of analysis. The answer and the customers behind its cells come from the same relation, so that the number
 * shown is the number of customers found behind it.
 */
interface Definition<Type extends Analysis['type'], Row, Cell> {
  readonly type: Type
  /** What is wrong that the shape of the question cannot tell. */
  check?(analysis: AnalysisOf<Type>): ErrorDetail[]
  /** One statement whose rows have the shape `row`; it may stand in parentheses. */
  sql(question: Question<AnalysisOf<Type>>): string
  readonly row: z.ZodType<Row>
  read(rows: readonly Row[], question: Question<AnalysisOf<Type>>, reading: Reading): ResultTable[]
  /** The parts of a cell's id. */
  readonly cell: z.ZodType<Cell>
  /** Statement that yields the customers (`customer`) behind a cell, each once. */
  membersSql(question: Question<AnalysisOf<Type>>, cell: Cell): string
  /** Events whose values a breakdown by property or channel shows; null = this type has no such breakdown. */
  splitEvents(analysis: AnalysisOf<Type>): EventFilter[] | null
}

/** The same for whoever does not know which type it is. */
export interface AnalysisType {
  check(analysis: Analysis): ErrorDetail[]
  sql(question: Question): string
  read(rows: readonly unknown[], question: Question, reading: Reading): ResultTable[]
  membersSql(question: Question, cell: readonly unknown[]): string
  splitEvents(analysis: Analysis): EventFilter[] | null
}

function isOf<Type extends Analysis['type']>(analysis: Analysis, type: Type): analysis is AnalysisOf<Type> {
  return analysis.type === type
}

export function defineAnalysisType<Type extends Analysis['type'], Row, Cell>(
  definition: Definition<Type, Row, Cell>,
): AnalysisType {
  const mine = (analysis: Analysis): AnalysisOf<Type> => {
    if (isOf(analysis, definition.type)) return analysis
    throw new AppError('internal', `A ${analysis.type} is no ${definition.type}`)
  }
  const asked = (question: Question): Question<AnalysisOf<Type>> => ({
    ...question,
    analysis: mine(question.analysis),
  })
  return {
    check: (analysis) => definition.check?.(mine(analysis)) ?? [],
    sql: (question) => definition.sql(asked(question)),
    read: (rows, question, reading) =>
      definition.read(z.array(definition.row).parse(rows), asked(question), reading),
    membersSql: (question, cell) => {
      const parsed = definition.cell.safeParse(cell)
      if (parsed.success) return definition.membersSql(asked(question), parsed.data)
      throw new AppError(
        'invalid_request',
        'The cell is not one of this analysis: take its id from the answer',
        { details: [{ path: '/cell', message: 'is not valid' }] },
      )
    },
    splitEvents: (analysis) => definition.splitEvents(mine(analysis)),
  }
}

export const count = z.coerce.number()
