import { describe, expect, it } from 'vitest'
import type { Answer, AnswerColumn } from './answer.ts'
import { drawAnswer, headlineOf, type Mark, wordsOf } from './index.ts'

const column = (key: string, unit: string): AnswerColumn => ({ key, unit, name: { 'zh-CN': key, en: key } })
const days = ['2026-11-01', '2026-11-02', '2026-11-03']
const answer: Answer = {
  current: { from: '2026-11-01', to: '2026-11-03' },
  compared: null,
  series: [{ key: 's', name: null, value: null, side: 'current' }],
  tables: [
    {
      key: 'points',
      columns: [column('t', 'day'), column('A', 'customers')],
      rows: days.map((t, i) => ({
        series: 's',
        values: { t, A: [5, null, 12_345][i] ?? null },
        cells: { A: `cell ${t}` },
      })),
    },
  ],
}
const question = {
  type: 'trend',
  interval: 'day',
  series: [{ event: 'login', measure: { of: 'users' as const } }],
}
const tags: Record<string, { name: { 'zh-CN': string; en: string }; type: string }> = {
  has_credit_card: { name: { 'zh-CN': '持有信用卡', en: 'Has a credit card' }, type: 'boolean' },
  tier: { name: { 'zh-CN': '客户层级', en: 'Tier' }, type: 'string' },
}
const names = {
  event: (name: string) => (name === 'login' ? '登录' : undefined),
  segment: () => undefined,
  tag: (key: string) => tags[key],
}
const trend = (marks: readonly Mark[] = []) =>
  drawAnswer({ question, answer, language: 'zh-CN', dark: false, names, marks })

describe('pictures of answers', () => {
  it('draws values by day, leaves out what is missing, and knows the cell of every point', () => {
    const picture = trend()
    expect(picture?.option).toMatchObject({
      xAxis: { data: days },
      series: [{ type: 'line', name: '登录 · 客户数', data: [5, null, 12_345] }],
    })
    expect(picture?.cellAt({ seriesIndex: 0, dataIndex: 2, dataType: undefined })).toBe('cell 2026-11-03')
  })

  it('marks a day with the names of all that happened on it, and nothing outside of what is drawn', () => {
    const mark = (name: string, from: string, to: string | null = null): Mark => ({ name, from, to })
    const picture = trend([
      mark('旅程', '2026-11-02'),
      mark('升级', '2026-11-02'),
      mark('从前', '2026-10-01'),
      mark('以后', '2026-11-04'),
      mark('活动', '2026-10-20', '2026-11-02'),
    ])
    expect(picture?.option).toMatchObject({
      series: [
        {
          markLine: {
            data: [
              { name: '旅程 · 升级', xAxis: '2026-11-02' },
              { name: '活动', xAxis: '2026-11-01' },
            ],
          },
          markArea: { data: [[{ xAxis: '2026-11-01' }, { xAxis: '2026-11-02' }]] },
        },
      ],
    })
  })

  it('tells the newest value as the one number of a trend', () => {
    const words = wordsOf(question, answer, 'en', names)
    expect(headlineOf('trend', answer, words)).toEqual({
      text: '12,345',
      label: '登录 · Customers · 2026-11-03',
      compared: null,
    })
  })

  it('calls tags, their values and ranges of numbers by their names', () => {
    const reasons: AnswerColumn[] = ['kind', 'factor', 'fact'].map((key) => column(key, 'text'))
    const told = (language: 'zh-CN' | 'en', kind: string, factor: string, fact: string) => {
      const row = { values: { kind, factor, fact } }
      const words = wordsOf({ type: 'drop_off' }, answer, language, names)
      return reasons.map((one) => words.value(one, row.values[one.key as 'kind'], row))
    }
    expect(told('zh-CN', '$tag', 'has_credit_card', 'true')).toEqual(['标签', '持有信用卡', '是'])
    expect(told('en', '$tag', 'has_credit_card', 'false')).toEqual(['Tag', 'Has a credit card', 'No'])
    expect(told('en', '$tag', 'tier', '金卡')).toEqual(['Tag', 'Tier', '金卡'])
    expect(told('en', '$attribute', 'gender', 'female')).toEqual(['Attribute', 'Gender', 'Female'])
    expect(told('en', '$property', 'login', 'true')).toEqual(['Property of the step', 'login', 'true'])
    expect(told('zh-CN', '$event', '', 'login')).toEqual(['之后做了', '', '登录'])

    const series = (breakdown: { by: string; tag?: string; bins?: number[] }, value: string) =>
      wordsOf({ ...question, breakdown }, answer, 'en', names).series({
        key: value,
        name: { en: value },
        value,
        side: 'current',
      })
    expect(series({ by: 'tag', tag: 'has_credit_card' }, 'true')).toBe('Yes')
    expect(series({ by: 'tag', tag: 'has_credit_card' }, '$none')).toBe('$none')
    expect(series({ by: 'tag', tag: 'aum', bins: [10_000, 50_000] }, '10000 – 50000')).toBe('10,000 – 50,000')

    const tiers = wordsOf({ type: 'tier_migration' }, answer, 'en', names)
    expect(
      ['$none', '< 10000', '-5.125 – 50000', '≥ 1000000'].map((one) =>
        tiers.value(column('tier', 'text'), one),
      ),
    ).toEqual(['None', '< 10,000', '-5.125 – 50,000', '≥ 1,000,000'])
  })

  it('draws nothing where there is nothing, and no type that it does not know', () => {
    expect(
      drawAnswer({ question, answer: { ...answer, series: [] }, language: 'en', dark: true, names }),
    ).toBeNull()
    expect(drawAnswer({ question: { type: 'new' }, answer, language: 'en', dark: true, names })).toBeNull()
  })
})
