import type { JourneyGraph, Node, NodeOf } from '../schema.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { messageProblems } from './message-problems.ts'
import { at, error, warning } from './problem.ts'
import { dateProblems, ruleProblems } from './reference-problems.ts'
import type { GraphProblem } from './schema.ts'
import { setTagProblems } from './set-tag-problems.ts'
import { timeProblems } from './time-problems.ts'
import { reachableFrom } from './walk-graph.ts'

/** What is wrong with the nodes, each for itself and as what they are together. */
export function nodeProblems(
  graph: JourneyGraph,
  known: KnownDefinitions,
  own: string | null,
): GraphProblem[] {
  return [
    ...Object.entries(graph.nodes).flatMap(([id, node]) => ownProblems(id, node, known)),
    ...holdoutProblems(graph, known, own),
  ]
}

function ownProblems(id: string, node: Node, known: KnownDefinitions): GraphProblem[] {
  switch (node.type) {
    case 'wait':
    case 'wait_for_event':
      return timeProblems(id, node, known)
    case 'wait_until':
      return [
        ...timeProblems(id, node, known),
        ...(typeof node.date === 'object' ? dateProblems(node.date, at(id, '/date'), known) : []),
      ]
    case 'split':
      return shareProblems(id, node)
    case 'rule_split':
      return node.branches.flatMap(({ rule }, i) => ruleProblems(rule, at(id, `/branches/${i}/rule`), known))
    case 'message':
      return messageProblems(id, node, known)
    case 'webhook':
      return node.endpoint === undefined || known.endpoints.has(node.endpoint)
        ? []
        : [
            error(
              'missing_endpoint',
              at(id, '/endpoint'),
              {
                zh: `没有名为“${node.endpoint}”的 Webhook 接收端`,
                en: `there is no endpoint "${node.endpoint}"`,
              },
              {
                zh: '在渠道设置中为 webhook 渠道添加同名的启用路由',
                en: 'add an enabled route of this name to the channel webhook',
              },
            ),
          ]
    case 'set_tag':
      return setTagProblems(id, node, known)
    default:
      return []
  }
}

function shareProblems(id: string, node: NodeOf<'split'>): GraphProblem[] {
  const total = Math.round(node.branches.reduce((sum, branch) => sum + branch.percent, 0) * 1e4) / 1e4
  if (total === 100) return []
  return [
    error(
      'shares',
      at(id, '/branches'),
      { zh: `各分支比例合计 ${total} %，不是 100 %`, en: `shares add up to ${total} %, not to 100 %` },
      { zh: '调整比例，使合计为 100 %', en: 'change them until they add up to 100 %' },
    ),
  ]
}

/** Whether the holdout will say what the journey did. */
function holdoutProblems(graph: JourneyGraph, known: KnownDefinitions, own: string | null): GraphProblem[] {
  const nodes = Object.entries(graph.nodes)
  const holdouts = nodes.flatMap(([id, node]) => (node.type === 'holdout' ? [{ id, node }] : []))
  const contacting = nodes.flatMap(([id, node]) => (node.type === 'message' ? [id] : []))
  const contacted = reachableFrom(graph, contacting)
  const problems = holdouts
    .filter(({ id }) => contacted.has(id))
    .map(({ id }) =>
      warning(
        'holdout_after_contact',
        at(id),
        {
          zh: '客户到达这里之前可能已被触达：对照组不再纯净',
          en: 'customers may have been contacted before they get here: the control group is no longer clean',
        },
        { zh: '把它放到第一条消息之前', en: 'put it before the first message' },
      ),
    )
  const measured = graph.measure?.condition !== undefined || nodes.some(([, node]) => node.type === 'goal')
  const [first] = holdouts
  if (first && !measured) {
    problems.push(
      warning(
        'nothing_measured',
        at(first.id),
        {
          zh: '留出了对照组，但没有要衡量的目标',
          en: 'customers are held out, but there is nothing to measure the effect by',
        },
        { zh: '加入目标节点，或设置 measure.condition', en: 'add a goal, or give measure.condition' },
      ),
    )
  }
  for (const { id, node } of holdouts.filter((one) => one.node.scope === 'global')) {
    const other = otherShare(node.percent, known, own)
    if (other) {
      problems.push(
        warning(
          'global_holdout',
          at(id, '/percent'),
          {
            zh: `全行对照组的比例应当一致：旅程“${other.key}”留出 ${other.percent} %，这里是 ${node.percent} %`,
            en: `the global holdout is one share bank-wide: the journey "${other.key}" holds out ${other.percent} %, this one ${node.percent} %`,
          },
          { zh: `改为 ${other.percent} %`, en: `make it ${other.percent} %` },
        ),
      )
    }
  }
  return problems
}

function otherShare(
  percent: number,
  { journeys }: KnownDefinitions,
  own: string | null,
): { key: string; percent: number } | undefined {
  for (const [key, graph] of journeys) {
    if (key === own) continue
    for (const node of Object.values(graph?.nodes ?? {})) {
      if (node.type === 'holdout' && node.scope === 'global' && node.percent !== percent)
        return { key, percent: node.percent }
    }
  }
  return undefined
}
