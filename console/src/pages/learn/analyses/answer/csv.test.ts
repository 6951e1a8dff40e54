import { expect, it } from 'vitest'
import type { AnswerWords } from '#pictures'
import type { AnswerTable } from '../../../../api/analyses.ts'
import { csvOf } from './csv.ts'

const words: AnswerWords = {
  event: (name) => name,
  series: () => 'All',
  seriesOf: () => 'All',
  manySeries: false,
  column: ({ name }) => name['en'] ?? '',
  value: (_, value) => String(value),
  cell: () => '',
}
const table: AnswerTable = {
  key: 'steps',
  columns: [
    { key: 'step', name: { 'zh-CN': '步骤', en: 'Step' }, unit: 'text' },
    { key: 'customers', name: { 'zh-CN': '客户数', en: 'Customers' }, unit: 'customers' },
  ],
  rows: [
    {
      series: 'a',
      values: { step: 'fund, "A"', customers: 12_345.5 },
      cells: {},
      margins: { customers: 20 },
    },
    { series: 'a', values: { step: '=1+1', customers: null }, cells: {} },
  ],
}

it('quotes what must be quoted, keeps numbers plain, and lets no spreadsheet calculate texts', () => {
  expect(csvOf(table, words, 'Series').split('\r\n')).toEqual([
    '\uFEFFStep,Customers,± Customers',
    '"fund, ""A""",12345.5,20',
    "'=1+1,,",
    '',
  ])
})
