import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../../api/session.ts'
import { CrashState, NotFoundState } from '../../components/route-states.tsx'
import { Shell } from '../shell.tsx'

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundState,
  errorComponent: CrashState,
})

/** What everybody sees who has signed in: the pages of the rooms lie in it. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.query(sessionQuery)
    if (session === null)
      throw redirect({ to: '/sign-in', search: location.pathname === '/' ? {} : { next: location.href } })
  },
  component: Shell,
})
