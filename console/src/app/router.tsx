import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { sessionQuery } from '../api/session.ts'
import { CrashState, NotFoundState } from '../components/route-states.tsx'
import { textsIn } from './search.ts'
import { Shell } from './shell.tsx'
import { SignIn } from './sign-in.tsx'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundState,
  errorComponent: CrashState,
})

// Validators stand apart: inside createRoute TypeScript loses the names.
const signInSearch = textsIn('next')
const sourcesSearch = textsIn('cursor', 'source')
const feedSearch = textsIn('name', 'source')
const deadLettersSearch = textsIn('cursor', 'state', 'reason', 'source', 'id')
const eventsSearch = textsIn('cursor', 'search', 'status', 'event')
const customersSearch = textsIn('branch', 'tier', 'risk')
const customerSearch = textsIn('tab', 'name', 'channel', 'from', 'to')
const stewardSearch = textsIn('cursor', 'tab', 'state')
const tagsSearch = textsIn(
  'cursor',
  'sort',
  'search',
  'class',
  'subclass',
  'group',
  'owner',
  'source',
  'status',
  'freshness',
  'tag',
)
const tagGroupSearch = textsIn('cursor')
const segmentsSearch = textsIn('cursor', 'sort', 'search', 'status')
const segmentSearch = textsIn('tab', 'with')
const listsSearch = textsIn('cursor', 'sort', 'search', 'list')
const journeysSearch = textsIn('cursor', 'status', 'search', 'sort')
const journeyLibrarySearch = textsIn('search', 'stage', 'journey')
const journeySearch = textsIn('cursor', 'tab', 'customer', 'version', 'state')
const templatesSearch = textsIn('cursor', 'sort', 'search', 'channel', 'status', 'category')
const templateSearch = textsIn('tab')
const contentRulesSearch = textsIn('cursor', 'search', 'severity')
const policySearch = textsIn('cursor', 'tab')
const tasksSearch = textsIn(
  'cursor',
  'tab',
  'status',
  'journey',
  'manager',
  'branch',
  'caller',
  'planned',
  'call',
)
const touchesSearch = textsIn(
  'cursor',
  'customerNumber',
  'journey',
  'channel',
  'category',
  'outcome',
  'reason',
  'from',
  'to',
  'touch',
)
const effectsSearch = textsIn('cursor')
const effectSearch = textsIn('tab', 'metric', 'tag', 'score', 'days', 'cuped')
const usersSearch = textsIn('cursor')
const apiKeysSearch = textsIn('cursor')
const auditSearch = textsIn('cursor', 'action', 'objectKind', 'actor')
const jobsSearch = textsIn('cursor', 'state')

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queries.query(sessionQuery).catch(() => null)
    if (session !== null) throw redirect({ href: search.next ?? '/overview' })
  },
  component: SignIn,
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.query(sessionQuery)
    if (session === null)
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/overview' })
  },
})
const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/overview',
  component: lazyRouteComponent(() => import('../pages/overview/overview.tsx'), 'OverviewPage'),
})

const sources = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/sources',
  validateSearch: sourcesSearch,
  component: lazyRouteComponent(() => import('../pages/collect/sources.tsx'), 'SourcesPage'),
})
const feed = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/feed',
  validateSearch: feedSearch,
  component: lazyRouteComponent(() => import('../pages/collect/live-events.tsx'), 'LiveEventsPage'),
})
const deadLetters = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/dead-letters',
  validateSearch: deadLettersSearch,
  component: lazyRouteComponent(() => import('../pages/collect/dead-letters.tsx'), 'DeadLettersPage'),
})
const events = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/events',
  validateSearch: eventsSearch,
  component: lazyRouteComponent(
    () => import('../pages/collect/event-definitions.tsx'),
    'EventDefinitionsPage',
  ),
})
const customers = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/customers',
  validateSearch: customersSearch,
  component: lazyRouteComponent(() => import('../pages/understand/customers/customers.tsx'), 'CustomersPage'),
})
const customer = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/customers/$number',
  validateSearch: customerSearch,
  component: lazyRouteComponent(() => import('../pages/understand/customers/customer.tsx'), 'CustomerPage'),
})
const steward = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/steward',
  validateSearch: stewardSearch,
  component: lazyRouteComponent(() => import('../pages/understand/steward/steward.tsx'), 'StewardPage'),
})
const tags = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags',
  validateSearch: tagsSearch,
  component: lazyRouteComponent(() => import('../pages/understand/tags/tags.tsx'), 'TagsPage'),
})
const tag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/$key',
  component: lazyRouteComponent(() => import('../pages/understand/tags/tag.tsx'), 'TagPage'),
})
const newTag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/new',
  component: lazyRouteComponent(() => import('../pages/understand/tags/editor/tag-editor.tsx'), 'NewTagPage'),
})
const editTag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/$key/edit',
  component: lazyRouteComponent(
    () => import('../pages/understand/tags/editor/tag-editor.tsx'),
    'EditTagPage',
  ),
})
const tagGroups = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tag-groups',
  component: lazyRouteComponent(() => import('../pages/understand/tags/tag-groups.tsx'), 'TagGroupsPage'),
})
const tagGroup = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tag-groups/$key',
  validateSearch: tagGroupSearch,
  component: lazyRouteComponent(() => import('../pages/understand/tags/tag-group.tsx'), 'TagGroupPage'),
})
const segments = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments',
  validateSearch: segmentsSearch,
  component: lazyRouteComponent(() => import('../pages/understand/segments.tsx'), 'SegmentsPage'),
})
const segment = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/$key',
  validateSearch: segmentSearch,
  component: lazyRouteComponent(() => import('../pages/understand/segment.tsx'), 'SegmentPage'),
})
const newSegment = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/new',
  component: lazyRouteComponent(
    () => import('../pages/understand/segment-editor/segment-editor.tsx'),
    'NewSegmentPage',
  ),
})
const editSegment = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/$key/edit',
  component: lazyRouteComponent(
    () => import('../pages/understand/segment-editor/segment-editor.tsx'),
    'EditSegmentPage',
  ),
})
const lists = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/lists',
  validateSearch: listsSearch,
  component: lazyRouteComponent(() => import('../pages/understand/lists/lists.tsx'), 'ListsPage'),
})
const policy = createRoute({
  getParentRoute: () => signedIn,
  path: '/decide/policy',
  validateSearch: policySearch,
  component: lazyRouteComponent(() => import('../pages/decide/policy.tsx'), 'PolicyPage'),
})
const journeys = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journeys',
  validateSearch: journeysSearch,
  component: lazyRouteComponent(() => import('../pages/engage/journeys.tsx'), 'JourneysPage'),
})
const journeyLibrary = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journey-library',
  validateSearch: journeyLibrarySearch,
  component: lazyRouteComponent(
    () => import('../pages/engage/journey-library/journey-library.tsx'),
    'JourneyLibraryPage',
  ),
})
const journey = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journeys/$key',
  validateSearch: journeySearch,
  component: lazyRouteComponent(() => import('../pages/engage/journey.tsx'), 'JourneyPage'),
})
const editJourney = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journeys/$key/edit',
  component: lazyRouteComponent(
    () => import('../pages/engage/journey-canvas/journey-editor.tsx'),
    'JourneyEditorPage',
  ),
})
const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/templates',
  validateSearch: templatesSearch,
  component: lazyRouteComponent(() => import('../pages/engage/templates/templates.tsx'), 'TemplatesPage'),
})
const template = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/templates/$key',
  validateSearch: templateSearch,
  component: lazyRouteComponent(() => import('../pages/engage/templates/template.tsx'), 'TemplatePage'),
})
const contentRules = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/content-rules',
  validateSearch: contentRulesSearch,
  component: lazyRouteComponent(
    () => import('../pages/engage/templates/content-rules.tsx'),
    'ContentRulesPage',
  ),
})
const channels = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/channels',
  validateSearch: textsIn('cursor', 'channel', 'reason'),
  component: lazyRouteComponent(() => import('../pages/engage/channels.tsx'), 'ChannelsPage'),
})
const tasks = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/tasks',
  validateSearch: tasksSearch,
  component: lazyRouteComponent(() => import('../pages/engage/tasks/tasks.tsx'), 'TasksPage'),
})
const touches = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/touches',
  validateSearch: touchesSearch,
  component: lazyRouteComponent(() => import('../pages/engage/touches.tsx'), 'TouchesPage'),
})
const effects = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/effects',
  validateSearch: effectsSearch,
  component: lazyRouteComponent(() => import('../pages/learn/effects.tsx'), 'EffectsPage'),
})
const effect = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/effects/$journey',
  validateSearch: effectSearch,
  component: lazyRouteComponent(() => import('../pages/learn/effect.tsx'), 'EffectPage'),
})
const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/users',
  validateSearch: usersSearch,
  component: lazyRouteComponent(() => import('../pages/govern/users.tsx'), 'UsersPage'),
})
const apiKeys = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/api-keys',
  validateSearch: apiKeysSearch,
  component: lazyRouteComponent(() => import('../pages/govern/api-keys.tsx'), 'ApiKeysPage'),
})
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../pages/govern/audit.tsx'), 'AuditPage'),
})
const jobs = createRoute({
  getParentRoute: () => signedIn,
  path: '/govern/jobs',
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import('../pages/govern/jobs.tsx'), 'JobsPage'),
})

const pages = [
  home,
  overview,
  sources,
  feed,
  deadLetters,
  events,
  customers,
  customer,
  steward,
  tags,
  tag,
  newTag,
  editTag,
  tagGroups,
  tagGroup,
  segments,
  segment,
  newSegment,
  editSegment,
  lists,
  policy,
  journeys,
  journeyLibrary,
  journey,
  editJourney,
  templates,
  template,
  contentRules,
  channels,
  tasks,
  touches,
  effects,
  effect,
  users,
  apiKeys,
  audit,
  jobs,
]
const routes = root.addChildren([signIn, signedIn.addChildren(pages)])

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: routes,
    context: { queries },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
