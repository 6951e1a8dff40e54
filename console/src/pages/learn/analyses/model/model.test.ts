import { describe, expect, it } from 'vitest'
import { gapsOf, writeQuestion } from './gaps.ts'
import { asType, newQuestion } from './new-question.ts'
import { type Question, questionTypes, readQuestion } from './question.ts'

const funnel: Question = {
  type: 'funnel',
  range: { lastDays: 14 },
  windowSeconds: 3600,
  steps: [
    { event: 'fund_detail_view', where: [{ property: 'product', op: 'in', value: ['FD101'] }] },
    { event: 'fund_purchase' },
  ],
  breakdown: { by: 'channel' },
}

describe('a question', () => {
  it('comes back from a link as it was, incomplete or not', () => {
    for (const question of [funnel, ...questionTypes.map(newQuestion)])
      expect(readQuestion(JSON.parse(JSON.stringify(question)))).toEqual(question)
  })

  it('is no question when a link was cut or is of another version', () => {
    expect(readQuestion({ type: 'funnel' })).toBeNull()
    expect(readQuestion({ ...funnel, type: 'divination' })).toBeNull()
    expect(readQuestion('funnel')).toBeNull()
  })

  it('keeps its events, days and breakdown when it is asked in another way', () => {
    const trend = asType(funnel, 'trend')
    expect(trend).toMatchObject({ type: 'trend', range: { lastDays: 14 }, breakdown: { by: 'channel' } })
    expect(trend.type === 'trend' && trend.series.map(({ event }) => event)).toEqual([
      'fund_detail_view',
      'fund_purchase',
    ])
    expect(asType(trend, 'funnel')).toMatchObject({ steps: funnel.steps })
  })

  it('loses a breakdown that another type cannot have', () => {
    expect(asType(funnel, 'path').breakdown).toBeUndefined()
    expect(asType({ ...funnel, breakdown: { by: 'organisation' } }, 'path').breakdown).toEqual({
      by: 'organisation',
    })
  })
})

describe('what is still to be chosen', () => {
  it('is named by its place', () => {
    expect(gapsOf(newQuestion('funnel'))).toEqual(['/steps/0/event', '/steps/1/event'])
    expect(gapsOf({ ...funnel, where: [{ property: 'page', op: 'eq' }] })).toEqual(['/where/0'])
    expect(gapsOf({ ...funnel, breakdown: { by: 'segment', segments: [] } })).toEqual(['/breakdown/segments'])
    expect(gapsOf({ ...funnel, population: { segment: '' } })).toEqual(['/population/segment'])
  })

  it('keeps the question from being asked', () => {
    expect(writeQuestion(newQuestion('path'))).toBeNull()
    expect(writeQuestion(funnel)).toEqual(funnel)
  })

  it('is nothing for a trend of all events', () => {
    expect(gapsOf(newQuestion('trend'))).toEqual([])
  })
})
