import { z } from 'zod'
import { plainText } from '../../understand/rules/index.ts'

export const tradingYearNumber = z.coerce.number().int().min(2000).max(2100)

/** A day that does not follow the week. */
export const tradingDay = z.strictObject({
  day: z.iso.date(),
  trading: z.boolean().describe('false: a holiday; true: a weekend day that is worked in exchange'),
  name: plainText(60).default(''),
})

/** `PUT /api/trading-days/{year}`: all exceptions of one year. */
export const tradingYearInput = z.strictObject({
  source: plainText(300).min(1).describe('The notice they were taken from'),
  days: z.array(tradingDay).max(200),
})
export type TradingYearInput = z.input<typeof tradingYearInput>

export const tradingYearView = z.object({
  year: z.number().int(),
  version: z.number().int().describe('0: nobody entered this year; only weekends are free'),
  source: z.string(),
  days: z.array(z.object({ day: z.string(), trading: z.boolean(), name: z.string() })),
})
export type TradingYearView = z.infer<typeof tradingYearView>
