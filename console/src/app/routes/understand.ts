import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
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

const customers = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/customers',
  validateSearch: customersSearch,
  component: lazyRouteComponent(
    () => import('../../pages/understand/customers/customers.tsx'),
    'CustomersPage',
  ),
})
const customer = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/customers/$number',
  validateSearch: customerSearch,
  component: lazyRouteComponent(
    () => import('../../pages/understand/customers/customer.tsx'),
    'CustomerPage',
  ),
})
const steward = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/steward',
  validateSearch: stewardSearch,
  component: lazyRouteComponent(() => import('../../pages/understand/steward/steward.tsx'), 'StewardPage'),
})
const tags = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags',
  validateSearch: tagsSearch,
  component: lazyRouteComponent(() => import('../../pages/understand/tags/tags.tsx'), 'TagsPage'),
})
const tag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/$key',
  component: lazyRouteComponent(() => import('../../pages/understand/tags/tag.tsx'), 'TagPage'),
})
const newTag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/new',
  component: lazyRouteComponent(
    () => import('../../pages/understand/tags/editor/tag-editor.tsx'),
    'NewTagPage',
  ),
})
const editTag = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tags/$key/edit',
  component: lazyRouteComponent(
    () => import('../../pages/understand/tags/editor/tag-editor.tsx'),
    'EditTagPage',
  ),
})
const tagGroups = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tag-groups',
  component: lazyRouteComponent(() => import('../../pages/understand/tags/tag-groups.tsx'), 'TagGroupsPage'),
})
const tagGroup = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/tag-groups/$key',
  validateSearch: tagGroupSearch,
  component: lazyRouteComponent(() => import('../../pages/understand/tags/tag-group.tsx'), 'TagGroupPage'),
})
const segments = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments',
  validateSearch: segmentsSearch,
  component: lazyRouteComponent(() => import('../../pages/understand/segments.tsx'), 'SegmentsPage'),
})
const segment = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/$key',
  validateSearch: segmentSearch,
  component: lazyRouteComponent(() => import('../../pages/understand/segment.tsx'), 'SegmentPage'),
})
const newSegment = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/new',
  component: lazyRouteComponent(
    () => import('../../pages/understand/segment-editor/segment-editor.tsx'),
    'NewSegmentPage',
  ),
})
const editSegment = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/$key/edit',
  component: lazyRouteComponent(
    () => import('../../pages/understand/segment-editor/segment-editor.tsx'),
    'EditSegmentPage',
  ),
})
const lists = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/lists',
  validateSearch: listsSearch,
  component: lazyRouteComponent(() => import('../../pages/understand/lists/lists.tsx'), 'ListsPage'),
})

export const understandRoutes = [
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
]
