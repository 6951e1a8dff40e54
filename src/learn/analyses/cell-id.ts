import { z } from 'zod'
import { AppError } from '../../platform/errors.ts'

export type Side = 'current' | 'compared'
const shape = z.tuple([z.enum(['current', 'compared'])], z.union([z.string(), z.number()]))

/** Names a cell of an answer: JSON of its side and parts, which each type of analysis reads as it wrote them. */
export function cellId(side: Side, parts: readonly (string | number)[]): string {
  return JSON.stringify([side, ...parts])
}

/** @throws AppError invalid_request when it is no id of a cell */
export function readCellId(id: string): { side: Side; parts: (string | number)[] } {
  try {
    const [side, ...parts] = shape.parse(JSON.parse(id))
    return { side, parts }
  } catch {
    throw new AppError(
      'invalid_request',
      'The cell is not one of this analysis: take its id from the answer',
      { details: [{ path: '/cell', message: 'is not valid' }] },
    )
  }
}
