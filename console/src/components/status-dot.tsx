import type { CSSProperties, ReactNode } from 'react'

const colours = {
  good: 'var(--bn-accent)',
  busy: '#2f8fd0',
  warn: 'var(--bn-warn)',
  bad: 'var(--bn-bad)',
  quiet: 'var(--bn-quiet)',
} as const
export type Tone = keyof typeof colours

/** A state as a coloured dot and a word. */
export function StatusDot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="bn-dot" style={{ '--dot': colours[tone] } as CSSProperties}>
      {children}
    </span>
  )
}
