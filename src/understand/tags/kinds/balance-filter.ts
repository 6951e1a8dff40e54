import { z } from 'zod'
import { plainText, sqlTexts } from '../../rules/index.ts'
import { aumClasses } from './aum-classes.ts'
import { epochDay } from './calendar.ts'

export const productClass = plainText(64).min(1)

/** Which balances count; the AUM classes unless said. */
export const balanceClasses = z
  .array(productClass)
  .min(1)
  .default([...aumClasses])

export function ofClasses(classes: readonly string[]): string {
  return `class IN (${sqlTexts(classes)})`
}

/** The balance interval is open at the close of `day` (a SQL date). */
export function openAt(day: string): string {
  return `\`from\` <= ${day} AND \`to\` > ${day}`
}

/**
 * SQL: on how many days from `first` up to, not including, `end` the balance interval was open. Whole numbers of days:
 * dateDiff takes twice the time.
 */
export function openDays(first: string, end: string): string {
  return `greatest(0, least(toInt32(\`to\`), ${epochDay(end)}) - greatest(toInt32(\`from\`), ${epochDay(first)}))`
}
