import { DownOutlined } from '@ant-design/icons'
import { type ReactNode, useId, useState } from 'react'
import { useAsking } from './asking.ts'

/** A part of the question under its title, with what the server found wrong with it. */
export function Section(props: {
  title: string
  at?: readonly string[]
  extra?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="bn-ask-section" aria-label={props.title}>
      <h2>
        {props.title}
        {props.extra}
      </h2>
      {props.children}
      {props.at?.map((pointer) => (
        <Problems key={pointer} at={pointer} />
      ))}
    </section>
  )
}

/** Parts that most questions do without; open from the start when one of them is used. */
export function MoreSection(props: { title: string; used: boolean; children: ReactNode }) {
  const [opened, setOpened] = useState<boolean>()
  const open = opened ?? props.used
  const id = useId()
  return (
    <section className="bn-ask-section">
      <button
        type="button"
        className="bn-ask-more"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpened(!open)}
      >
        {props.title}
        <DownOutlined rotate={open ? 180 : 0} />
      </button>
      {open && <div id={id}>{props.children}</div>}
    </section>
  )
}

/** A labelled row. */
export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="bn-ask-row">
      <span className="bn-ask-label">{label}</span>
      <span className="bn-ask-inputs">{children}</span>
    </div>
  )
}

/** Messages of the server about a place of the question, and whatever lies in it. */
export function Problems({ at }: { at: string }) {
  const { problems } = useAsking()
  const here = problems.filter(({ path }) => path === at || path.startsWith(`${at}/`))
  if (here.length === 0) return null
  return (
    <ul className="bn-problems bn-ask-problems" role="alert">
      {here.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          {path !== at && <span className="bn-code">{path.slice(at.length + 1)}</span>} {message}
        </li>
      ))}
    </ul>
  )
}
