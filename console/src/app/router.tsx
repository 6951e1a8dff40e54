import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../api/session.ts'
import { collectRoutes } from './routes/collect.ts'
import { decideRoutes } from './routes/decide.ts'
import { engageRoutes } from './routes/engage.ts'
import { governRoutes } from './routes/govern.ts'
import { learnRoutes } from './routes/learn.ts'
import { understandRoutes } from './routes/understand.ts'
import { root, signedIn } from './routes/signed-in.ts'
import { textsIn } from './search.ts'
import { SignIn } from './sign-in.tsx'

// Validators stand apart: inside createRoute TypeScript loses the names.
const signInSearch = textsIn('next')

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  beforeLoad: async ({ context, search }) => {
    const session = await context.queries.query(sessionQuery).catch(() => null)
    if (session !== null) throw redirect({ href: search.next ?? '/' })
  },
  component: SignIn,
})
const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.queries.query(sessionQuery)
    // The overview is about the whole bank.
    throw redirect({ to: session?.user.dataScope === null ? '/overview' : '/understand/customers' })
  },
})
const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/overview',
  component: lazyRouteComponent(() => import('../pages/overview/overview.tsx'), 'OverviewPage'),
})

const pages = [
  home,
  overview,
  ...collectRoutes,
  ...understandRoutes,
  ...decideRoutes,
  ...engageRoutes,
  ...learnRoutes,
  ...governRoutes,
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
