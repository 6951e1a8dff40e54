import type { Language } from './names.ts'
import type { Comparison } from './comparison.ts'
import { describeRelative, isRelative } from './relative-dates.ts'

const words = {
  en: {
    eq: 'is',
    ne: 'is not',
    gt: 'is more than',
    gte: 'is at least',
    lt: 'is less than',
    lte: 'is at most',
    in: 'is one of',
    not_in: 'is none of',
    is_set: 'is known',
    is_not_set: 'is unknown',
  },
  'zh-CN': {
    eq: '等于',
    ne: '不等于',
    gt: '大于',
    gte: '不低于',
    lt: '小于',
    lte: '不高于',
    in: '属于',
    not_in: '不属于',
    is_set: '有值',
    is_not_set: '无值',
  },
} as const
const listed = 10

function shown(value: unknown, language: Language): string {
  if (typeof value === 'boolean') return language === 'en' ? (value ? 'yes' : 'no') : value ? '是' : '否'
  return String(value)
}

/** "is at least 5,000" – the predicate of a comparison, without its subject. */
export function describeComparison(comparison: Comparison, language: Language, unit = ''): string {
  const { op, value } = comparison
  if (isRelative(op)) return describeRelative(op, value, language)
  const suffix = unit === '' ? '' : ` ${unit}`
  if (op === 'between') {
    const [low, high] = Array.isArray(value) ? value : []
    return language === 'en'
      ? `is between ${shown(low, language)} and ${shown(high, language)}${suffix}`
      : `介于 ${shown(low, language)} 与 ${shown(high, language)}${suffix} 之间`
  }
  const word = words[language][op]
  if (value === undefined) return word
  if (!Array.isArray(value)) return `${word} ${shown(value, language)}${suffix}`
  const more = value.length - listed
  const list = value
    .slice(0, listed)
    .map((item) => shown(item, language))
    .join(language === 'en' ? ', ' : '、')
  const rest = more <= 0 ? '' : language === 'en' ? ` and ${more} more` : ` 等 ${value.length} 项`
  return `${word} ${list}${rest}${suffix}`
}
