import { z } from 'zod'
import { type JourneyGraph, journeyGraph } from '../schema.ts'
import type { GraphProblem } from './schema.ts'

const languages = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError }

const part = (key: PropertyKey): string => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The graph, or everything about its shape that is wrong. */
export function readGraph(
  value: unknown,
): { graph: JourneyGraph; problems?: never } | { graph?: never; problems: GraphProblem[] } {
  const result = journeyGraph.safeParse(value, { error: languages.en })
  if (result.success) return { graph: result.data }
  const chinese = journeyGraph.safeParse(value, { error: languages['zh-CN'] }).error?.issues ?? []
  return {
    problems: result.error.issues.map((issue, i) => {
      const [place, id] = issue.path
      return {
        node: place === 'nodes' && typeof id === 'string' ? id : null,
        path: issue.path.map(part).join(''),
        code: 'shape' as const,
        severity: 'error' as const,
        message: { 'zh-CN': chinese[i]?.message ?? issue.message, en: issue.message },
      }
    }),
  }
}
