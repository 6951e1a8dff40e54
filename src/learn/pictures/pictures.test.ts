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
const names = { event: (name: string) => (name === 'login' ? '登录' : undefined), segment: () => undefined }
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

  it('draws nothing where there is nothing, and no type that it does not know', () => {
    expect(
      drawAnswer({ question, answer: { ...answer, series: [] }, language: 'en', dark: true, names }),
    ).toBeNull()
    expect(drawAnswer({ question: { type: 'new' }, answer, language: 'en', dark: true, names })).toBeNull()
  })
})
