import type { Language } from '../schema.ts'

/** `50000` → `¥50,000.00`; in wan: `5万元` in Chinese, `¥50,000` in English. Not a number: as it is. */
export function formatMoney(value: unknown, language: Language, style: string | undefined): string {
  const amount = Number(value)
  if (value === '' || value === null || value === undefined || !Number.isFinite(amount)) return textOf(value)
  const sign = amount < 0 ? '-' : ''
  if (style === 'wan' && language === 'zh-CN' && Math.abs(amount) >= 10_000) {
    return `${sign}${grouped(Math.abs(amount) / 10_000, 0, 2)}万元`
  }
  if (style === 'yuan' && language === 'zh-CN') return `${sign}${grouped(Math.abs(amount), 0, 2)}元`
  const whole = style === 'wan' || style === 'yuan' || style === 'whole'
  return `${sign}¥${grouped(Math.abs(amount), whole ? 0 : 2, whole ? 0 : 2)}`
}

/** `12345.6` → `12,345.6`; with digits: rounded to so many. */
export function formatNumber(value: unknown, digits: number | undefined): string {
  const amount = Number(value)
  if (value === '' || value === null || value === undefined || !Number.isFinite(amount)) return textOf(value)
  return `${amount < 0 ? '-' : ''}${grouped(Math.abs(amount), digits ?? 0, digits ?? 6)}`
}

/** `0.0235` → `2.35%`. */
export function formatPercent(value: unknown, digits: number | undefined): string {
  const share = Number(value)
  if (value === '' || value === null || value === undefined || !Number.isFinite(share)) return textOf(value)
  return `${share < 0 ? '-' : ''}${grouped(Math.abs(share) * 100, digits ?? 0, digits ?? 2)}%`
}

const grouped = (value: number, least: number, most: number): string =>
  value.toLocaleString('en-US', {
    minimumFractionDigits: Math.min(Math.max(least, 0), 6),
    maximumFractionDigits: Math.min(Math.max(most, 0), 6),
  })

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
