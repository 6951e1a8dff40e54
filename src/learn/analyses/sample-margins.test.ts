import { expect, it } from 'vitest'
import { withMargins } from './sample-margins.ts'
import { generator } from './testing/small-events.ts'

const name = { 'zh-CN': '', en: '' }

it('the truth lies within the margin in 93 of 100 samples at least, however few were found', () => {
  const below = generator(7)
  for (const truth of [1, 5, 20, 100, 1000])
    for (const share of [0.05, 0.2, 0.5, 0.9]) {
      const runs = 1000
      let held = 0
      for (let run = 0; run < runs; run += 1) {
        let found = 0
        for (let i = 0; i < truth; i += 1) if (below(10_000) < share * 10_000) found += 1
        const [row] = withMargins(
          {
            key: 'points',
            columns: [{ key: 'A', name, unit: 'customers' }],
            rows: [{ series: '', values: { A: found }, cells: { A: 'cell' } }],
          },
          share,
        ).rows
        expect(row?.cells).toEqual({})
        if (Math.abs(Number(row?.values['A']) - truth) <= (row?.margins?.['A'] ?? 0)) held += 1
      }
      expect({ truth, share, held: held / runs > 0.93 }).toEqual({ truth, share, held: true })
    }
})
