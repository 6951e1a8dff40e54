import { sqlTexts } from '../../rules/index.ts'

/** `column IN (…)`, or nothing when there is no restriction. */
export function oneOf(column: string, values: readonly string[] | undefined): string[] {
  return values ? [`${column} IN (${sqlTexts(values)})`] : []
}
