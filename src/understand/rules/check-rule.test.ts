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
      ' must be an object with one of all, any, not, tag, attribute, holding, identityLevel, behaviour, sequence, firstTime, relation, segment, list, customers',
    ],
    [{ and: [] }, ' is no condition: did you mean all?'],
    [{ Any: [] }, ' is no condition: did you mean any?'],
    [{ event: 'login' }, ' is no condition: did you mean behaviour?'],
    [
      { tag: 'score', op: 'is_set', segment: 'regulars' },
      '/segment stands beside "tag": an object is one condition; put both under all',
    ],
    [{ tag: 'score', op: 'equals', value: 1 }, '/op "equals" is unknown: did you mean eq?'],
    [{ tag: 'score', op: '>=', value: 1 }, '/op ">=" is unknown: did you mean gte?'],
    [{ tag: 'score', op: 'eq', value: 1, note: 'x' }, '/note is not known here: use one of tag, op, value'],
    [{ tag: 5, op: 'is_set' }, '/tag must be a text, not 5'],
    [{ tag: 'score', op: 'eq' }, '/op eq needs a value: give a number'],
    [{ tag: 'score', op: 'in', value: [] }, '/value holds too few: at least 1'],
    [{ tag: 'score', op: 'in', value: 1 }, '/value in needs a list of values: [1]'],
    [{ tag: 'score', op: 'eq', value: [1, 2] }, '/value eq needs one value: for several use in'],
    [
      { tag: 'score', op: 'gt', value: Number.NaN },
      '/value must be a number, a text, true or false, or a list of 1 to 10000 of them (for longer lists use a segment)',
    ],
    [
      { tag: 'score', op: 'in_next_days', value: 3 },
      '/value in_next_days compares days, but this is a number: use eq, gte or between',
    ],
    [{ tag: 'score', op: 'between', value: [5, 1] }, '/value between needs the lower value first: [1,5]'],
    [
      { tag: 'joined', op: 'in_next_days', value: [7, 3] },
      '/value in_next_days needs a number of days such as 7, or the first and the last such as [3, 7]',
    ],
    [
      { tag: 'joined', op: 'in_period', value: 'thisweek' },
      '/value in_period needs one of today, yesterday, tomorrow, this_week, last_week, next_week, this_month, last_month, next_month, this_year',
    ],
    [{ behaviour: 'login' }, '/behaviour must be an object: { … }, not "login"'],
    [{ behaviour: {} }, '/behaviour/event is missing: give a text'],
    [
      { behaviour: { event: 'x', withinDay: 3 } },
      '/behaviour/withinDay is not known here: did you mean withinDays?',
    ],
    [{ behaviour: { event: 'x', withinDays: 0 } }, '/behaviour/withinDays must be at least 1'],
    [{ behaviour: { event: 'x', withinDays: 1.5 } }, '/behaviour/withinDays must be a whole number, not 1.5'],
    [
      { behaviour: { event: 'x', withinDays: 7, since: '2026-01-01' } },
      '/behaviour use either withinDays, or daysAgo, or since and until',
    ],
    [
      { behaviour: { event: 'x', since: '2026-02-01', until: '2026-01-01' } },
      '/behaviour/until lies before since: write { since: 2026-01-01, until: 2026-02-01 }',
    ],
    [
      { behaviour: { event: 'x', since: '2026-02-30' } },
      '/behaviour/since "2026-02-30" is no day: write it as 2026-11-01',
    ],
    [
      { behaviour: { event: 'x', daysAgo: [60, 30] } },
      '/behaviour/daysAgo the first must be the nearer: [30, 60]',
    ],
    [
      { behaviour: { event: 'x', measure: 'sum' } },
      '/behaviour/property distinct, sum, avg, min and max measure a property; count and days take none',
    ],
    [
      { behaviour: { event: 'x' }, op: 'between', value: [3, 1] },
      '/value between needs the lower value first: [from, to]',
    ],
    [
      { behaviour: { event: 'x', where: [{ property: 'p', op: 'like', value: 'y' }] } },
      '/behaviour/where/0/op "like" is unknown: use one of eq, ne, gt, gte, lt, lte, between, in, not_in, is_set, is_not_set',
    ],
    [
      { behaviour: { event: 'x', where: [{ property: 'p', op: 'gt', value: 'y' }] } },
      '/behaviour/where/0/value must be a number, not "y"',
    ],
    [{ sequence: { steps: [{ event: 'x' }], withinHours: 1 } }, '/sequence/steps holds too few: at least 2'],
    [
      { sequence: { steps: [{ event: 'x' }, { event: 'y' }] } },
      '/sequence/withinHours is missing: give a number',
    ],
    [
      { holding: { where: [{ field: 'balance', op: 'gt', value: 1 }] } },
      '/holding/where/0/field "balance" is unknown: use one of amount, opened, matures, closed',
    ],
    [
      { holding: { where: [{ field: 'matures', op: 'gt', value: 1 }] } },
      '/holding/where/0/value 1 does not fit: give a day such as 2026-11-01',
    ],
    [{ holding: { clas: 'fund' } }, '/holding/clas is not known here: did you mean class?'],
    [
      { identityLevel: true, op: 'gte', value: 'cardbound' },
      '/value must be one of anonymous, phone, real_name, card_bound, class_2_3_account, class_1_account, or a list of them',
    ],
    [
      { identityLevel: true, op: 'gt', value: 'class_1_account' },
      '/value no level is left: the levels are anonymous, phone, real_name, card_bound, class_2_3_account, class_1_account, the lowest first',
    ],
    [{ customers: [62] }, '/customers/0 must be a text, not 62'],
    [{ relation: { kind: '' } }, '/relation/kind is empty: give a text'],
    [{ 'a/b~c': 1, tag: 'score', op: 'is_set' }, '/a~1b~0c is not known here: use one of tag, op, value'],
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

  it('reports no more than fifty places, but says how many there are', () => {
    const wrong = { all: Array.from({ length: 300 }, () => ({ tag: 'no', op: 'eq' })) }
    expect(problems(wrong)).toHaveLength(50)
    expect(() => checkRule(wrong, catalogue)).toThrow('(and 299 more)')
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
  it('of every other kind of condition', () => {
    const said = (condition: unknown) => {
      const checked = checkRule(condition, catalogue)
      return [describeRule(checked, catalogue, 'en'), describeRule(checked, catalogue, 'zh-CN')]
    }
    expect(said({ identityLevel: true, op: 'gte', value: 'card_bound' })).toEqual([
      'the identity level is at least card bound',
      '身份等级 不低于 绑卡',
    ])
    expect(said({ identityLevel: true, op: 'in', value: ['anonymous', 'class_2_3_account'] })).toEqual([
      'the identity level is one of anonymous, class II or III account',
      '身份等级 属于 匿名、II/III类户',
    ])
    expect(said({ relation: { kind: 'payroll', related: ['62000001'] } })).toEqual([
      'has an employer that pays through the bank among the customers 62000001',
      '在客户 62000001 中有代发单位',
    ])
    const maturing = {
      holding: { class: 'time_deposit', where: [{ field: 'matures', op: 'in_next_days', value: [3, 7] }] },
    }
    expect(said(maturing)).toEqual([
      'holds a time_deposit whose maturity is 3 to 7 days from now',
      '持有 到期日在未来 3 至 7 天内的 time_deposit',
    ])
    expect(said({ attribute: 'birth_date', op: 'anniversary_in_period', value: 'this_week' })).toEqual([
      'date of birth comes round this week',
      '出生日期 的周年日在本周',
    ])
    const funnel = {
      sequence: { steps: [{ event: 'view' }, { event: 'buy' }], withinHours: 24, withinDays: 30 },
    }
    expect(said(funnel)).toEqual([
      'did "view", then "buy" in 24 hours within 30 days',
      '近 30 天在 24 小时内依次「view」、「buy」',
    ])
    expect(said({ firstTime: { event: 'buy', withinDays: 7 } })).toEqual([
      'did "buy" for the first time within 7 days',
      '近 7 天首次「buy」',
    ])
    expect(said({ behaviour: { event: 'buy', withinDays: 7 }, op: 'eq', value: 0 })).toEqual([
      'did not "buy" within 7 days',
      '近 7 天「buy」未发生',
    ])
  })
  it('in Chinese', () =>
    expect(describeRule(rule, catalogue, 'zh-CN')).toBe(
      '「aum」 不低于 50000 CNY，且（性别 等于 female，或属于客群「「Regulars」」），且非（近 30 天「login」次数不低于 3），且持有 7 天内到期的 fund 不低于 2 笔',
    ))
})
