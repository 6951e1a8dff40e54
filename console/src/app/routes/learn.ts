import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
const effectsSearch = textsIn('cursor')
const effectSearch = textsIn('tab', 'metric', 'tag', 'score', 'days', 'cuped')

const effects = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/effects',
  validateSearch: effectsSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/effects.tsx'), 'EffectsPage'),
})
const effect = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/effects/$journey',
  validateSearch: effectSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/effect.tsx'), 'EffectPage'),
})

export const learnRoutes = [effects, effect]
