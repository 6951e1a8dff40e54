import type { Scope } from '../api/session.ts'
import type { Stage } from './theme.ts'

/**
 * Every page, in the order of the loop. `scope` is what the signed-in user needs to read it; `everybody` are those about
 * customers of the whole bank, which are not for users who see some organisations only.
 */
export const navigation = [
  { stage: 'collect', page: 'sources', path: '/collect/sources', scope: 'collect:read' },
  { stage: 'collect', page: 'feed', path: '/collect/feed', scope: 'collect:read' },
  {
    stage: 'collect',
    page: 'deadLetters',
    path: '/collect/dead-letters',
    scope: 'collect:read',
    everybody: true,
  },
  { stage: 'collect', page: 'events', path: '/collect/events', scope: 'collect:read' },
  { stage: 'understand', page: 'customers', path: '/understand/customers', scope: 'customers:read' },
  { stage: 'understand', page: 'tags', path: '/understand/tags', scope: 'understand:read' },
  { stage: 'understand', page: 'tagGroups', path: '/understand/tag-groups', scope: 'understand:read' },
  { stage: 'understand', page: 'segments', path: '/understand/segments', scope: 'understand:read' },
  { stage: 'understand', page: 'lists', path: '/understand/lists', scope: 'understand:read' },
  {
    stage: 'understand',
    page: 'steward',
    path: '/understand/steward',
    scope: 'customers:read',
    everybody: true,
  },
  { stage: 'decide', page: 'policy', path: '/decide/policy', scope: 'engage:read' },
  { stage: 'engage', page: 'journeys', path: '/engage/journeys', scope: 'engage:read' },
  { stage: 'engage', page: 'journeyLibrary', path: '/engage/journey-library', scope: 'engage:read' },
  { stage: 'engage', page: 'templates', path: '/engage/templates', scope: 'engage:read' },
  { stage: 'engage', page: 'contentRules', path: '/engage/content-rules', scope: 'engage:read' },
  { stage: 'engage', page: 'channels', path: '/engage/channels', scope: 'engage:read', everybody: true },
  { stage: 'engage', page: 'tasks', path: '/engage/tasks', scope: 'engage:read' },
  { stage: 'engage', page: 'touches', path: '/engage/touches', scope: 'engage:read' },
  { stage: 'learn', page: 'dashboards', path: '/learn/dashboards', scope: 'learn:read' },
  { stage: 'learn', page: 'analyses', path: '/learn/analyses', scope: 'learn:read' },
  { stage: 'learn', page: 'metrics', path: '/learn/metrics', scope: 'learn:read' },
  { stage: 'learn', page: 'alerts', path: '/learn/alerts', scope: 'learn:read' },
  { stage: 'learn', page: 'effects', path: '/learn/effects', scope: 'learn:read', everybody: true },
  { stage: 'learn', page: 'sqlLab', path: '/learn/sql-lab', scope: 'sql:read' },
  { stage: 'govern', page: 'users', path: '/govern/users', scope: 'govern:read' },
  { stage: 'govern', page: 'apiKeys', path: '/govern/api-keys', scope: 'govern:read' },
  { stage: 'govern', page: 'audit', path: '/govern/audit', scope: 'govern:read', everybody: true },
  { stage: 'govern', page: 'jobs', path: '/govern/jobs', scope: 'understand:read', everybody: true },
] as const satisfies readonly {
  stage: Stage
  page: string
  path: string
  scope: Scope
  everybody?: true
}[]

export const stages = [
  'collect',
  'understand',
  'decide',
  'engage',
  'learn',
  'govern',
] as const satisfies readonly Stage[]
export const loopStages = [
  'collect',
  'understand',
  'decide',
  'engage',
  'learn',
] as const satisfies readonly Stage[]
export type LoopStage = (typeof loopStages)[number]

export function entryOf(path: string) {
  return navigation.find((entry) => path === entry.path || path.startsWith(`${entry.path}/`))
}
