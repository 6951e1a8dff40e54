import { calendarDay } from '../../../understand/rules/index.ts'
import type { NodeOf } from '../schema.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { at, error } from './problem.ts'
import type { GraphProblem } from './schema.ts'

const fits = {
  string: (value: string | number | boolean) => typeof value === 'string',
  number: (value: string | number | boolean) => typeof value === 'number',
  boolean: (value: string | number | boolean) => typeof value === 'boolean',
  date: (value: string | number | boolean) => calendarDay.safeParse(value).success,
}
const wanted = {
  string: { zh: '文本', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: '是或否（true / false）', en: 'true or false' },
  date: { zh: '日期，如 2026-11-01', en: 'a day such as 2026-11-01' },
}

/** Only manual tags can be set, and only to values of their type. */
export function setTagProblems(
  id: string,
  { tag, value }: NodeOf<'set_tag'>,
  { manualTags, catalogue }: KnownDefinitions,
): GraphProblem[] {
  const type = manualTags.get(tag)
  if (type === undefined) {
    const computed = catalogue.tags.has(tag)
    return [
      error(
        computed ? 'tag_not_manual' : 'missing_tag',
        at(id, '/tag'),
        computed
          ? { zh: `标签“${tag}”是计算得出的，不能设置`, en: `the tag "${tag}" is computed and cannot be set` }
          : { zh: `没有标签“${tag}”`, en: `there is no tag "${tag}"` },
        { zh: '选择手工标签（类型 imported）', en: 'choose a manual tag (kind: imported)' },
      ),
    ]
  }
  if (value === null || fits[type](value)) return []
  return [
    error('tag_value', at(id, '/value'), {
      zh: `标签“${tag}”需要${wanted[type].zh}`,
      en: `the tag "${tag}" takes ${wanted[type].en}`,
    }),
  ]
}
