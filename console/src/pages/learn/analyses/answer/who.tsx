import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A number that opens the customers behind it; plain where there are none to be told. */
export function Who(props: {
  cell: string | undefined
  /** What the number is about, for those who cannot see where it stands. */
  about: string
  onWho: (cell: string) => void
  className?: string
  style?: CSSProperties
  children: ReactNode
}) {
  const { t } = useTranslation()
  const { cell, about, className = 'bn-who-number', style } = props
  if (cell === undefined)
    return className === 'bn-who-number' ? (
      <>{props.children}</>
    ) : (
      <span className={className} style={style} title={about}>
        {props.children}
      </span>
    )
  const label = t('analyses.answer.who', { about })
  return (
    <button
      type="button"
      className={className}
      style={style}
      title={label}
      aria-label={label}
      onClick={() => props.onWho(cell)}
    >
      {props.children}
    </button>
  )
}
