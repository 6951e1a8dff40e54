import { textOf } from './money.ts'

/** `6222021234567890` → `****7890`; mask: 'name' `王小明` → `王**`; mask: 'phone' `13812345678` → `138****5678`. */
export function maskValue(value: unknown, style: string | undefined): string {
  const text = textOf(value)
  if (text === '') return ''
  if (style === 'name') {
    const [first = '', ...rest] = text
    return first + '*'.repeat(Math.min(rest.length, 8))
  }
  if (style === 'phone') return text.length >= 9 ? `${text.slice(0, 3)}****${text.slice(-4)}` : '****'
  return text.length > 4 ? `****${text.slice(-4)}` : '****'
}
