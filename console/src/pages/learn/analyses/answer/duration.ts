import { useMemo } from 'react'
import { type Language, useLanguage } from '../../../../app/language.ts'

const sizes = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** Writes milliseconds in the largest unit of which there is at least one: 90 min → 1.5 hr. */
function durationsOf(language: Language): (milliseconds: number) => string {
  const formats = new Map(
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
  return (milliseconds) => {
    const [unit, size] = sizes.find(([, least]) => Math.abs(milliseconds) >= least) ?? sizes[3]
    return formats.get(unit)?.format(milliseconds / size) ?? ''
  }
}

export function useDurations() {
  const language = useLanguage()
  return useMemo(() => durationsOf(language), [language])
}
