import type { Language, LocalisedName } from './answer.ts'

/** Missing values are a dash, never 0. */
const some = <T>(value: T | null | undefined, write: (value: T) => string) =>
  value === null || value === undefined ? '—' : write(value)

const sizes = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** How numbers are written in one language. */
export function numberFormatsOf(language: Language) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 2 })
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
  const exact = new Intl.NumberFormat(language, { maximumFractionDigits: 12 })
  const cents = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const points = new Intl.NumberFormat(language, { maximumFractionDigits: 2, signDisplay: 'exceptZero' })
  const point = language === 'en' ? ' pp' : '百分点'
  const signed = new Intl.NumberFormat(language, { maximumFractionDigits: 0, signDisplay: 'exceptZero' })
  const durations = new Map(
    sizes.map(([unit]) => [
      unit,
      new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }),
    ]),
  )
  return {
    /** 12,345 */
    count: (value: number | null | undefined) => some(value, (n) => whole.format(n)),
    /** 1.2万 / 12.3K – from ten thousand on; exact below */
    short: (value: number | null | undefined) =>
      some(value, (n) => (Math.abs(n) < 10_000 ? decimal.format(n) : short.format(n))),
    decimal: (value: number | null | undefined) => some(value, (n) => decimal.format(n)),
    /** Every digit, for what was given rather than computed: 0.125 */
    exact: (value: number | null | undefined) => some(value, (n) => exact.format(n)),
    money: (value: number | null | undefined) => some(value, (n) => cents.format(n)),
    signed: (value: number | null | undefined) => some(value, (n) => signed.format(n)),
    /** 0.123 → 12.3 % */
    share: (value: number | null | undefined) => some(value, (n) => share.format(n)),
    /** 0.012; the smallest as < 0.001 */
    probability: (value: number | null | undefined) =>
      some(value, (n) => (n < 0.001 ? '< 0.001' : n.toFixed(3))),
    /** A difference of two shares, in percentage points: 0.0123 → +1.23 pp */
    points: (value: number | null | undefined) => some(value, (n) => `${points.format(100 * n)}${point}`),
    /** Milliseconds in the largest unit of which there is at least one: 90 min → 1.5 hr */
    duration: (value: number | null | undefined) =>
      some(value, (n) => {
        const [unit, size] = sizes.find(([, least]) => Math.abs(n) >= least) ?? sizes[3]
        return durations.get(unit)?.format(n / size) ?? ''
      }),
    /** The name in this language, else in any. */
    name: (value: LocalisedName) => value[language] ?? Object.values(value)[0] ?? '',
  }
}
export type NumberFormats = ReturnType<typeof numberFormatsOf>
