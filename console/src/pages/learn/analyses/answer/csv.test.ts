import { expect, it } from 'vitest'
import { csvField } from './csv.ts'

it('quotes what must be quoted, and keeps spreadsheets from calculating texts', () => {
  expect(csvField('fund, "A"')).toBe('"fund, ""A"""')
  expect(csvField('=1+1')).toBe("'=1+1")
  expect(csvField(-0.5)).toBe('-0.5')
  expect(csvField(null)).toBe('')
})
