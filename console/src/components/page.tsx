import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type Scope, sessionQuery } from '../api/session.ts'
import { ForbiddenState } from './problem-state.tsx'

/** May the signed-in user do this? Without a scope anyone signed in may. */
export function useMay(scope: Scope | undefined): boolean {
  const { data: session } = useQuery(sessionQuery)
  return scope === undefined || (session?.scopes.includes(scope) ?? false)
}

/** Does the signed-in user see all customers, or those of some organisations only? */
export function useSeesEverybody(): boolean {
  const { data: session } = useQuery(sessionQuery)
  return session?.user.dataScope === null
}

/** Title, one sentence, actions on the right, then the content – or the no-permission state. */
export function Page(props: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  scope?: Scope
  children: ReactNode
}) {
  const may = useMay(props.scope)
  return (
    <>
      <div className="bn-page-head">
        <h1>{props.title}</h1>
        <p>{props.lead}</p>
        {props.actions}
      </div>
      {may ? (
        props.children
      ) : (
        <div className="bn-panel">
          <ForbiddenState scope={props.scope} />
        </div>
      )}
    </>
  )
}

export function Panel({
  title,
  children,
  flush = false,
}: {
  title?: ReactNode
  children: ReactNode
  flush?: boolean
}) {
  return (
    <section className="bn-panel">
      {title !== undefined && <h2>{title}</h2>}
      {flush ? children : <div className="bn-panel-body">{children}</div>}
    </section>
  )
}

export interface Figure {
  readonly label: string
  readonly value: ReactNode
  readonly note?: ReactNode
}

export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="bn-figures" style={{ margin: '0 0 12px' }}>
      {figures.map((figure) => (
        <div className="bn-figure" key={figure.label}>
          <dt>{figure.label}</dt>
          <dd>
            {figure.value} {figure.note !== undefined && <small>{figure.note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
