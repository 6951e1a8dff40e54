import { expect, it } from 'vitest'
import { problemsOf } from '../../analyses/index.ts'
import { libraryMetrics } from '../../metrics/testing/library-metrics.ts'
import { readBoardLibrary } from './read-library.ts'

it('offers the boards a bank looks at, all of whose widgets stand on their own', () => {
  const boards = readBoardLibrary()
  expect(boards.map(({ key }) => key)).toEqual([
    'digital_operations_daily',
    'mobile_bank_mau',
    'aum',
    'campaigns',
    'journeys',
    'branch_ranking',
  ])
  const metrics = libraryMetrics()
  for (const { key, widgets } of boards) {
    expect(widgets.length).toBeGreaterThan(4)
    for (const { id, content } of widgets) {
      const problems =
        content.kind === 'analysis'
          ? problemsOf(content.analysis)
          : content.kind === 'metric' && !metrics.has(content.metric)
            ? [content.metric]
            : content.kind === 'saved'
              ? ['a ready board has no saved analyses of its own']
              : []
      expect({ board: key, widget: id, problems }).toEqual({ board: key, widget: id, problems: [] })
    }
  }
})
