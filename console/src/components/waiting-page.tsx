import type { Scope } from '../api/session.ts'
import { LoadingState } from './loading-state.tsx'
import { Page, Panel } from './page.tsx'
import { ProblemState } from './problem-state.tsx'

/** A page whose data is on its way, or did not come. */
export function WaitingPage({
  error,
  retry,
  ...page
}: {
  title: string
  scope: Scope
  error: unknown
  retry: () => void
}) {
  return (
    <Page {...page}>
      <Panel>{error === undefined ? <LoadingState /> : <ProblemState error={error} retry={retry} />}</Panel>
    </Page>
  )
}
