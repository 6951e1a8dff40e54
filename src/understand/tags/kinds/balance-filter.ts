import { z } from 'zod'
import { plainText, sqlTexts } from '../../rules/index.ts'
import { aumClasses } from './aum-classes.ts'

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
