import { describe, expect, it } from 'vitest'
import { AppError } from '../../platform/errors.ts'
import { checkRule } from './check-rule.ts'
import { describeRule } from './describe-rule.ts'
import { catalogue } from './testing/small-catalogue.ts'

function problems(rule: unknown): string[] {
  try {
    checkRule(rule, catalogue)
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.details.map(({ path, message }) => `${path} ${message}`)
  }
}

describe('a wrong rule is answered with the place and the fix', () => {
  it.each([
    [
      { all: [{ tag: 'scoer', op: 'eq', value: 1 }] },
      '/all/0/tag the tag "scoer" does not exist: did you mean score?',
    ],
    [
      { tag: 'planned', op: 'eq', value: 1 },
      '/tag the tag "planned" has not been computed yet: refresh its group first',
    ],
    [
      { tag: 'level', op: 'gt', value: 'gold' },
      '/value gt compares numbers and dates, but this is a text: use eq, ne or in',
    ],
    [{ tag: 'score', op: 'eq', value: 'three' }, '/value "three" does not fit: give a number'],
    [{ tag: 'score', op: 'between', value: [1] }, '/value between needs two values: [from, to]'],
    [{ tag: 'score', op: 'is_set', value: 1 }, '/value is_set takes no value: remove it'],
    [
      { tag: 'joined', op: 'lt', value: '2026-02-30' },
      '/value "2026-02-30" does not fit: give a day such as 2026-11-01',
    ],
    [{ any: [] }, '/any must be a list of at least one condition'],
    [{ not: { al: [] } }, '/not is no condition: did you mean all?'],
    [
      { all: [{ segment: 'regulars' }], tag: 'score' },
      '/tag stands beside "all": an object with "all" holds nothing else',
    ],
    [{ segment: 'empty' }, '/segment the segment "empty" has no snapshot yet: take one first'],
    [{ segment: 'regular' }, '/segment the segment "regular" does not exist: did you mean regulars?'],
    [
      { behaviour: { event: 'x' }, op: 'between', value: 3 },
      '/value must be one number, or [from, to] for between',
    ],
    [
      'everyone',
      ' must be an object with one of all, any, not, tag, attribute, holding, behaviour, sequence, firstTime, segment, list, customers',
    ],
  ])('%j', (rule, message) => expect(problems(rule)).toEqual([message]))

  it('lists every wrong place at once', () => {
    expect(
      problems({
        any: [
          { tag: 'no', op: 'eq', value: 1 },
          { tag: 'score', op: 'eq' },
        ],
      }),
    ).toHaveLength(2)
  })

  it('refuses nesting without end', () => {
    let rule: unknown = { tag: 'score', op: 'is_set' }
    for (let i = 0; i < 1000; i += 1) rule = { not: rule }
    expect(problems(rule)[0]).toContain('nested deeper than 20 levels')
  })
})

describe('a rule reads as a sentence', () => {
  const rule = checkRule(
    {
      all: [
        { tag: 'aum', op: 'gte', value: 50_000 },
        { any: [{ attribute: 'gender', op: 'eq', value: 'female' }, { segment: 'regulars' }] },
        { not: { behaviour: { event: 'login', withinDays: 30 }, op: 'gte', value: 3 } },
        { holding: { class: 'fund', maturesWithinDays: 7 }, atLeast: 2 },
      ],
    },
    catalogue,
  )

  it('in English', () =>
    expect(describeRule(rule, catalogue, 'en')).toBe(
      'aum is at least 50000 CNY and (gender is female or is in the segment "Regulars") and not (did "login" at least 3 times within 30 days) and holds at least 2 fund that matures within 7 days',
    ))
  it('in Chinese', () =>
    expect(describeRule(rule, catalogue, 'zh-CN')).toBe(
      '「aum」 不低于 50000 CNY，且（性别 等于 female，或属于客群「「Regulars」」），且非（近 30 天「login」次数不低于 3），且持有 7 天内到期的 fund 不低于 2 笔',
    ))
})
