import { AppError } from '../../../platform/errors.ts'
import { checkRule } from '../../../understand/rules/index.ts'
import type { CustomerDate } from '../customer-date.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { error } from './problem.ts'
import type { GraphProblem } from './schema.ts'

type Place = Parameters<typeof error>[1]

/** What is wrong with a rule; every wrong place in it is one problem. */
export function ruleProblems(rule: unknown, place: Place, { catalogue }: KnownDefinitions): GraphProblem[] {
  try {
    checkRule(rule, catalogue, { pointer: place.path })
    return []
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'invalid_definition') throw thrown
    return thrown.details.map(({ path, message }) =>
      error('rule', { node: place.node, path }, { zh: `规则有误：${message}`, en: `the rule ${message}` }),
    )
  }
}

/** What is wrong with a day of the customer's own. */
export function dateProblems(
  date: CustomerDate,
  place: Place,
  { catalogue }: KnownDefinitions,
): GraphProblem[] {
  if (!('tag' in date)) return []
  const tag = catalogue.tags.get(date.tag)
  const within = { ...place, path: `${place.path}/tag` }
  if (!tag) {
    return [
      error('missing_tag', within, { zh: `没有标签“${date.tag}”`, en: `there is no tag "${date.tag}"` }),
    ]
  }
  if (tag.column.type !== 'date') {
    return [
      error(
        'tag_not_date',
        within,
        { zh: `标签“${date.tag}”不是日期`, en: `the tag "${date.tag}" is no date` },
        { zh: '选择日期类型的标签', en: 'choose a tag of type date' },
      ),
    ]
  }
  if (tag.table !== null) return []
  return [
    error(
      'tag_not_date',
      within,
      { zh: `标签“${date.tag}”还没有值`, en: `the tag "${date.tag}" has no values yet` },
      { zh: '先刷新它的标签组', en: 'refresh its group first' },
    ),
  ]
}
