import { AppError, type ErrorDetail } from '../../../platform/errors.ts'
import type { JourneyGraph } from '../schema.ts'
import { nodeOf } from '../validation/walk-graph.ts'
import type { Migration } from './schema.ts'

/**
 * The graphs of both versions, if the mapping fits them.
 * @throws AppError invalid_request listing every wrong place
 */
export function checkMigration(
  { from, to, nodes }: Migration,
  graphs: ReadonlyMap<number, JourneyGraph>,
): { before: JourneyGraph; after: JourneyGraph } {
  const [before, after] = [graphs.get(from), graphs.get(to)]
  if (before && after && from !== to) {
    const details = Object.entries(nodes).flatMap(([source, target]): ErrorDetail[] => {
      const path = `/nodes/${source}`
      const node = nodeOf(before, source)
      if (!node) return [{ path, message: `is no node of version ${from}` }]
      if (node.type === 'exit') return [{ path, message: 'is an exit: who stands there has left already' }]
      return target === '$exit' || nodeOf(after, target)
        ? []
        : [{ path, message: `leads to "${target}", which is no node of version ${to}` }]
    })
    if (details.length === 0) return { before, after }
    throw new AppError(
      'invalid_request',
      `The mapping does not fit the versions: ${details.length} problem(s)`,
      {
        details,
      },
    )
  }
  const versions = [...graphs.keys()].toSorted((a, b) => a - b).join(', ')
  throw new AppError('invalid_request', `Customers go from one published version to another: ${versions}`, {
    details: [
      ...(before ? [] : [{ path: '/from', message: `there is no version ${from}` }]),
      ...(after ? [] : [{ path: '/to', message: `there is no version ${to}` }]),
      ...(from === to ? [{ path: '/to', message: 'is the version that they are in' }] : []),
    ],
  })
}
