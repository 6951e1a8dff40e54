import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { FieldChange, VersionDiff } from './schema.ts'

const anyNode = z.looseObject({ type: z.string() })
/** Drafts may be unfinished, so a graph is read as loosely as it can be stored. */
const anyGraph = z.looseObject({
  entry: z.looseObject({}).default({}),
  nodes: z.record(z.string(), anyNode).default({}),
})

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const pointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/** Every field in which two values differ; objects are compared field by field, lists as a whole. */
function fieldChanges(before: Tree, after: Tree, at = ''): FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): FieldChange[] => {
    const [was, is] = [before[key], after[key]]
    const path = at + pointer(key)
    if (isDeepStrictEqual(was, is)) return []
    if (isTree(was) && isTree(is)) return fieldChanges(was, is, path)
    return [
      { path, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) },
    ]
  })
}

const ways = new Set(['next', 'to', 'otherwise', 'timeout'])

/** Where customers can go, read off any graph: `from` and `to`, each pair once. */
function edgesOf({ entry, nodes }: z.output<typeof anyGraph>): { from: string; to: string }[] {
  const found = new Map<string, { from: string; to: string }>()
  const collect = (from: string, value: Tree): void => {
    for (const [name, to] of Object.entries(value)) {
      if (ways.has(name) && typeof to === 'string') found.set(`${from} ${to}`, { from, to })
      if (name === 'branches' && Array.isArray(to))
        for (const branch of to) if (isTree(branch)) collect(from, branch)
    }
  }
  collect('$entry', entry)
  for (const [id, node] of Object.entries(nodes)) collect(id, node)
  return [...found.values()]
}

/** What changed from one graph to another. Where the canvas draws nodes is no change. */
export function compareGraphs(before: unknown, after: unknown): Omit<VersionDiff, 'from' | 'to'> {
  const [old, now] = [anyGraph.parse(before), anyGraph.parse(after)]
  const only = (here: typeof old, there: typeof old) =>
    Object.entries(here.nodes).flatMap(([node, { type }]) =>
      Object.hasOwn(there.nodes, node) ? [] : [{ node, type }],
    )
  const changed = Object.entries(now.nodes).flatMap(([node, is]) => {
    const was = Object.hasOwn(old.nodes, node) ? old.nodes[node] : undefined
    const fields = was ? fieldChanges(was, is) : []
    return fields.length === 0 ? [] : [{ node, type: is.type, fields }]
  })
  const [oldEdges, newEdges] = [edgesOf(old), edgesOf(now)]
  const missing = (these: typeof oldEdges, those: typeof oldEdges) =>
    these.filter(({ from, to }) => !those.some((other) => other.from === from && other.to === to))
  const settingsOf = ({ entry: _entry, nodes: _nodes, layout: _layout, ...rest }: typeof old): Tree => rest
  const diff = {
    added: only(now, old),
    removed: only(old, now),
    changed,
    edgesAdded: missing(newEdges, oldEdges),
    edgesRemoved: missing(oldEdges, newEdges),
    entry: fieldChanges(old.entry, now.entry),
    settings: fieldChanges(settingsOf(old), settingsOf(now)),
  }
  return { ...diff, same: Object.values(diff).every((list) => list.length === 0) }
}
