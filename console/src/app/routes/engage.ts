import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
const journeysSearch = textsIn('cursor', 'status', 'search', 'sort')
const journeyLibrarySearch = textsIn('search', 'stage', 'journey')
const journeySearch = textsIn('cursor', 'tab', 'customer', 'version', 'state')
const templatesSearch = textsIn('cursor', 'sort', 'search', 'channel', 'status', 'category')
const templateSearch = textsIn('tab')
const contentRulesSearch = textsIn('cursor', 'search', 'severity')
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

const journeys = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journeys',
  validateSearch: journeysSearch,
  component: lazyRouteComponent(() => import('../../pages/engage/journeys.tsx'), 'JourneysPage'),
})
const journeyLibrary = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journey-library',
  validateSearch: journeyLibrarySearch,
  component: lazyRouteComponent(
    () => import('../../pages/engage/journey-library/journey-library.tsx'),
    'JourneyLibraryPage',
  ),
})
const journey = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journeys/$key',
  validateSearch: journeySearch,
  component: lazyRouteComponent(() => import('../../pages/engage/journey.tsx'), 'JourneyPage'),
})
const editJourney = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/journeys/$key/edit',
  component: lazyRouteComponent(
    () => import('../../pages/engage/journey-canvas/journey-editor.tsx'),
    'JourneyEditorPage',
  ),
})
const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/templates',
  validateSearch: templatesSearch,
  component: lazyRouteComponent(() => import('../../pages/engage/templates/templates.tsx'), 'TemplatesPage'),
})
const template = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/templates/$key',
  validateSearch: templateSearch,
  component: lazyRouteComponent(() => import('../../pages/engage/templates/template.tsx'), 'TemplatePage'),
})
const contentRules = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/content-rules',
  validateSearch: contentRulesSearch,
  component: lazyRouteComponent(
    () => import('../../pages/engage/templates/content-rules.tsx'),
    'ContentRulesPage',
  ),
})
const channels = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/channels',
  validateSearch: textsIn('cursor', 'channel', 'reason'),
  component: lazyRouteComponent(() => import('../../pages/engage/channels.tsx'), 'ChannelsPage'),
})
const tasks = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/tasks',
  validateSearch: tasksSearch,
  component: lazyRouteComponent(() => import('../../pages/engage/tasks/tasks.tsx'), 'TasksPage'),
})
const touches = createRoute({
  getParentRoute: () => signedIn,
  path: '/engage/touches',
  validateSearch: touchesSearch,
  component: lazyRouteComponent(() => import('../../pages/engage/touches.tsx'), 'TouchesPage'),
})

export const engageRoutes = [
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
]
