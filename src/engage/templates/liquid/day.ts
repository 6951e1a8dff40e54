import type { Language } from '../schema.ts'
import { textOf } from './money.ts'

const day = /^(\d{4})-(\d{2})-(\d{2})/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const longMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/**
 * A calendar day as people read it.
 * @param style long (default) 2026年11月8日, 8 November 2026 · month_day 11月8日, 8 Nov · short 2026-11-08
 */
export function formatDay(value: unknown, language: Language, style: string | undefined): string {
  const found = day.exec(textOf(value))
  if (!found) return textOf(value)
  const [, year = '', month = '', date = ''] = found
  const [m, d] = [Number(month), Number(date)]
  if (style === 'short') return `${year}-${month}-${date}`
  if (style === 'month_day') return language === 'zh-CN' ? `${m}月${d}日` : `${d} ${months[m - 1] ?? month}`
  return language === 'zh-CN' ? `${year}年${m}月${d}日` : `${d} ${longMonths[m - 1] ?? month} ${year}`
}
