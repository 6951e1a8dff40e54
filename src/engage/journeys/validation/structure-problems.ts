import type { JourneyGraph } from '../schema.ts'
import { at, error, of, warning } from './problem.ts'
import type { GraphProblem } from './schema.ts'
import { edgesOf, endlessLoops, nodeOf, reachableFrom } from './walk-graph.ts'

/** What is wrong with the ways through a graph, whatever its nodes do. */
export function structureProblems(graph: JourneyGraph): GraphProblem[] {
  return [
    ...missingNodes(graph),
    ...unreachableNodes(graph),
    ...loops(graph),
    ...neverTaken(graph),
    ...withoutEnd(graph),
  ]
}

function missingNodes(graph: JourneyGraph): GraphProblem[] {
  const problems: GraphProblem[] = []
  const start = graph.entry.next
  if (!nodeOf(graph, start)) {
    problems.push(
      error(
        'missing_node',
        of('/entry/next'),
        { zh: `入口指向的节点“${start}”不存在`, en: `there is no node "${start}" to start at` },
        { zh: '把入口连到第一个节点', en: 'connect the entry to the first node' },
      ),
    )
  }
  for (const [id, node] of Object.entries(graph.nodes)) {
    for (const { path, to } of edgesOf(node)) {
      if (nodeOf(graph, to)) continue
      problems.push(
        error(
          'missing_node',
          at(id, path),
          { zh: `指向的节点“${to}”不存在`, en: `leads to "${to}", which is not a node` },
          { zh: '把它连到已有的节点', en: 'connect it to a node that exists' },
        ),
      )
    }
  }
  return problems
}

function unreachableNodes(graph: JourneyGraph): GraphProblem[] {
  const reached = reachableFrom(graph, [graph.entry.next])
  return Object.keys(graph.nodes)
    .filter((id) => !reached.has(id))
    .map((id) =>
      error(
        'unreachable',
        at(id),
        {
          zh: '客户到不了这里：没有从入口通向它的路径',
          en: 'no customer can get here: no path leads from the entry to it',
        },
        { zh: '连上它，或删除它', en: 'connect it, or remove it' },
      ),
    )
}

/** A loop must contain a node that takes time, or a tick would never end. */
function loops(graph: JourneyGraph): GraphProblem[] {
  return endlessLoops(graph).flatMap((nodes) => {
    const [first] = Object.keys(graph.nodes).filter((id) => nodes.includes(id))
    if (first === undefined) return []
    const others = nodes.length > 1 ? ` (${nodes.join(', ')})` : ''
    return [
      error(
        'endless_loop',
        at(first),
        {
          zh: `处在没有等待的循环中${others}：客户会无休止地转圈`,
          en: `is in a loop without a wait${others}: customers would go round it without end`,
        },
        { zh: '在循环中加入至少一分钟的等待', en: 'put a wait of at least a minute into the loop' },
      ),
    ]
  })
}

function neverTaken(graph: JourneyGraph): GraphProblem[] {
  const possible = reachableFrom(graph, [graph.entry.next])
  const taken = reachableFrom(graph, [graph.entry.next], (way) => !way.never)
  return Object.entries(graph.nodes).flatMap(([id, node]) => {
    const ways = edgesOf(node)
      .filter((way) => way.never)
      .map(({ path }) =>
        warning('never_taken', at(id, path), {
          zh: '这个分支的比例为 0：没有人会走',
          en: 'its share is 0 %: nobody goes this way',
        }),
      )
    const cutOff = possible.has(id) && !taken.has(id)
    if (node.type !== 'goal' || !cutOff) return ways
    return [
      ...ways,
      warning(
        'goal_never_reached',
        at(id),
        {
          zh: '没有人能到达这个目标：通向它的分支比例都是 0',
          en: 'nobody reaches this goal: every way to it has a share of 0 %',
        },
        { zh: '给通向它的分支分配比例', en: 'give a branch that leads to it a share' },
      ),
    ]
  })
}

/** Nodes from which no exit can be reached; whoever gets there stays in the journey for ever. */
function withoutEnd(graph: JourneyGraph): GraphProblem[] {
  if (graph.exitWhen && graph.exitWhen.length > 0) return []
  const endless = [...reachableFrom(graph, [graph.entry.next])].filter((id) =>
    [...reachableFrom(graph, [id])].every((other) => nodeOf(graph, other)?.type !== 'exit'),
  )
  const [first] = Object.keys(graph.nodes).filter((id) => endless.includes(id))
  if (first === undefined || missingNodes(graph).length > 0) return []
  return [
    warning(
      'never_ends',
      at(first),
      {
        zh: `客户从这里起永远不会离开旅程（${endless.join('、')}）：没有通向结束节点的路径`,
        en: `customers who get here never leave (${endless.join(', ')}): no path leads to an exit`,
      },
      { zh: '加入结束节点或退出条件', en: 'lead the way to an exit, or add a condition to exitWhen' },
    ),
  ]
}
