import type { ComparisonBehaviour } from './comparison-behaviour.ts'

const days = (date: string): string => `toInt32(toDate32OrZero(${date}))`

/** Dates as `YYYY-MM-DD`: slips of the pen, days and months mixed up, and dates that are merely near. */
export const date: ComparisonBehaviour = {
  levels: (a, b) => [
    { name: 'exact', when: `${a.value} = ${b.value}` },
    { name: 'one_slip', when: `damerauLevenshteinDistance(${a.value}, ${b.value}) = 1` },
    {
      name: 'day_and_month_swapped',
      when: `substring(${a.value}, 1, 4) = substring(${b.value}, 1, 4) AND substring(${a.value}, 6, 2) = substring(${b.value}, 9, 2) AND substring(${a.value}, 9, 2) = substring(${b.value}, 6, 2)`,
    },
    { name: 'within_a_month', when: `abs(${days(a.value)} - ${days(b.value)}) <= 31` },
    { name: 'within_a_year', when: `abs(${days(a.value)} - ${days(b.value)}) <= 366` },
  ],
}
