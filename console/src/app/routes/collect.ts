import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
const sourcesSearch = textsIn('cursor', 'source')
const feedSearch = textsIn('name', 'source')
const deadLettersSearch = textsIn('cursor', 'state', 'reason', 'source', 'id')
const eventsSearch = textsIn('cursor', 'search', 'status', 'event')

const sources = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/sources',
  validateSearch: sourcesSearch,
  component: lazyRouteComponent(() => import('../../pages/collect/sources.tsx'), 'SourcesPage'),
})
const feed = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/feed',
  validateSearch: feedSearch,
  component: lazyRouteComponent(() => import('../../pages/collect/live-events.tsx'), 'LiveEventsPage'),
})
const deadLetters = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/dead-letters',
  validateSearch: deadLettersSearch,
  component: lazyRouteComponent(() => import('../../pages/collect/dead-letters.tsx'), 'DeadLettersPage'),
})
const events = createRoute({
  getParentRoute: () => signedIn,
  path: '/collect/events',
  validateSearch: eventsSearch,
  component: lazyRouteComponent(
    () => import('../../pages/collect/event-definitions.tsx'),
    'EventDefinitionsPage',
  ),
})

export const collectRoutes = [sources, feed, deadLetters, events]
