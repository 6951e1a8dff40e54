import { messageChoices } from '../nodes/index.ts'
import type { NodeOf } from '../schema.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { at, error } from './problem.ts'
import type { GraphProblem } from './schema.ts'

/** What is wrong with a message: its templates, and its route. */
export function messageProblems(
  id: string,
  node: NodeOf<'message'>,
  { templates }: KnownDefinitions,
): GraphProblem[] {
  const problems = routeProblems(id, node)
  for (const { channel, template } of messageChoices(node)) {
    const place = at(id, node.route ? `/templates/${channel}` : '/template')
    const writtenFor = templates.get(template)
    if (writtenFor === undefined) {
      problems.push(
        error(
          'missing_template',
          place,
          { zh: `没有已发布的模板“${template}”`, en: `there is no published template "${template}"` },
          {
            zh: '选择已发布的模板，或先发布它',
            en: 'choose a template that is published, or publish it first',
          },
        ),
      )
    } else if (writtenFor !== channel) {
      problems.push(
        error(
          'wrong_channel',
          place,
          {
            zh: `通过 ${channel} 发送，但模板“${template}”是为 ${writtenFor} 写的`,
            en: `sends by ${channel}, but the template "${template}" is written for ${writtenFor}`,
          },
          { zh: '选择同一渠道的模板', en: 'choose a template of the same channel' },
        ),
      )
    }
  }
  return problems
}

function routeProblems(id: string, { route, templates = {}, fallback }: NodeOf<'message'>): GraphProblem[] {
  if (!route) return []
  const problems: GraphProblem[] = []
  for (const [i, channel] of route.channels.entries()) {
    if (route.channels.indexOf(channel) !== i) {
      problems.push(
        error('route', at(id, `/route/channels/${i}`), {
          zh: `渠道 ${channel} 出现了两次`,
          en: `the channel ${channel} is listed twice`,
        }),
      )
    } else if (templates[channel] === undefined) {
      problems.push(
        error(
          'route',
          at(id, `/route/channels/${i}`),
          { zh: `渠道 ${channel} 没有模板`, en: `there is no template for ${channel}` },
          { zh: '为每个渠道选择模板', en: 'choose a template for each channel of the route' },
        ),
      )
    }
  }
  for (const channel of Object.keys(templates)) {
    if (route.channels.some((one) => one === channel)) continue
    problems.push(
      error('route', at(id, `/templates/${channel}`), {
        zh: `渠道 ${channel} 不在路由中`,
        en: `${channel} is no channel of the route`,
      }),
    )
  }
  if (fallback && route.channels.length < 2) {
    problems.push(
      error('fallback', at(id, '/fallback'), {
        zh: '只有一个渠道，没有可以退而求其次的渠道',
        en: 'there is one channel only, so nothing to fall back to',
      }),
    )
  }
  return problems
}
