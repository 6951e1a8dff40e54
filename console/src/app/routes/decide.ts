import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
const policySearch = textsIn('cursor', 'tab')

const policy = createRoute({
  getParentRoute: () => signedIn,
  path: '/decide/policy',
  validateSearch: policySearch,
  component: lazyRouteComponent(() => import('../../pages/decide/policy.tsx'), 'PolicyPage'),
})

export const decideRoutes = [policy]
