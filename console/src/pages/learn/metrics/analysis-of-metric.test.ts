import { expect, it } from 'vitest'
import { readQuestion } from '../analyses/model/question.ts'
import { analysisOfMetric } from './analysis-of-metric.ts'

const bank = [
  { code: '0000', parent: null, name: 'Head office', level: 'head_office' as const },
  { code: '0700', parent: '0000', name: 'South', level: 'branch' as const },
  { code: '0701', parent: '0700', name: 'South one', level: 'sub_branch' as const },
]
const asked = { from: '2026-10-01', to: '2026-10-31', organisation: '', by: 'organisation' as const, of: '' }

it('asks of the customers of an organisation, by those below it, what the metric counts', () => {
  const formula = { kind: 'measure' as const, of: 'users' as const, events: ['login'], window: { days: 30 } }
  const question = analysisOfMetric({ formula, condition: null }, { ...asked, organisation: '0700' }, bank)
  expect(question).toEqual({
    type: 'trend',
    range: { from: '2026-10-01', to: '2026-10-31' },
    population: { attribute: 'branch', op: 'in', value: ['0700', '0701'] },
    breakdown: { by: 'organisation', level: 'sub_branch' },
    series: [{ event: 'login', measure: { of: 'rolling_users', days: 30 } }],
    interval: 'day',
  })
  expect(readQuestion(question)).toEqual(question)
})

it('keeps who qualifies, and is silent where no analysis asks the same', () => {
  const condition = { attribute: 'gender', op: 'eq', value: 'female' }
  const assets = { kind: 'balance' as const, of: 'sum' as const }
  const question = analysisOfMetric({ formula: assets, condition }, { ...asked, by: 'tag', of: 'tier' }, bank)
  expect(question).toMatchObject({
    type: 'aum',
    population: condition,
    breakdown: { by: 'tag', tag: 'tier' },
  })
  expect(readQuestion(question)).toEqual(question)
  for (const formula of [
    { ...assets, classes: ['loan'] },
    { kind: 'ratio' as const, of: 'a', per: 'b' },
    { kind: 'measure' as const, of: 'count' as const, events: ['login'], window: { days: 7 } },
  ])
    expect(analysisOfMetric({ formula, condition: null }, asked, bank)).toBeNull()
})
