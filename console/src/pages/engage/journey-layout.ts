/** Where the nodes of a journey stand on the canvas: columns by distance from the entry, rows by branch. */

interface Edge {
  readonly from: string
  readonly to: string
}

export interface Place {
  readonly id: string
  readonly column: number
  readonly row: number
}

/**
 * A node's column is its longest way from the entry, so that every edge leads to the right. Rows are taken in the
 * order of the edges, so a split's branches stand in their own order and a straight journey is one line.
 */
export function placeNodes(entry: string, edges: readonly Edge[]): readonly Place[] {
  const following = Map.groupBy(edges, (edge) => edge.from)
  const columns = new Map<string, number>([[entry, 0]])
  const visit = (id: string, column: number, path: ReadonlySet<string>) => {
    for (const { to } of following.get(id) ?? []) {
      if (path.has(to)) continue
      if ((columns.get(to) ?? -1) < column + 1) {
        columns.set(to, column + 1)
        visit(to, column + 1, new Set([...path, to]))
      }
    }
  }
  visit(entry, 0, new Set([entry]))

  const rows = new Map<string, number>()
  const taken = new Set<string>()
  const settle = (id: string, wished: number) => {
    if (rows.has(id)) return
    const column = columns.get(id) ?? 0
    let row = wished
    while (taken.has(`${column}/${row}`)) row += 1
    taken.add(`${column}/${row}`)
    rows.set(id, row)
    ;(following.get(id) ?? []).forEach(({ to }, branch) => settle(to, row + branch))
  }
  settle(entry, 0)
  return [...columns].map(([id, column]) => ({ id, column, row: rows.get(id) ?? 0 }))
}
