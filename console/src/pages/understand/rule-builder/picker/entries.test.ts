import { describe, expect, it } from 'vitest'
import { type Entry, entriesShown, wordsOf } from './entries.ts'

const entry = (label: string, category: string, ...words: string[]): Entry => ({
  id: label,
  category,
  section: '',
  label,
  note: '',
  add: { kind: 'tag', tag: label },
  words: wordsOf(label, ...words),
})
const entries = [
  entry('Daily average AUM', 'value', 'aum_average', '日均资产'),
  entry('AUM', 'value', 'aum', '资产余额'),
  entry('Age', 'profile', 'age', '年龄'),
]
const labels = (category: string, search: string) =>
  entriesShown(entries, category, search).map(({ label }) => label)

describe('what can be added to a rule', () => {
  it('is listed by category while nothing is searched', () => {
    expect(labels('profile', ' ')).toEqual(['Age'])
  })

  it('is searched over all categories in both languages, the closest first', () => {
    expect(labels('profile', 'aum')).toEqual(['AUM', 'Daily average AUM'])
    expect(labels('profile', '资产')).toEqual(['Daily average AUM', 'AUM'])
  })

  it('needs every word', () => {
    expect(labels('profile', 'average aum')).toEqual(['Daily average AUM'])
    expect(labels('profile', 'average branch')).toEqual([])
  })
})
