import { useTranslation } from 'react-i18next'
import type { PlacedProblem } from './editing.ts'
import type { Gap } from './model/leaf.ts'

/** What the server found wrong here, or what is still to be chosen. */
export function Problems({ problems, gap }: { problems: readonly PlacedProblem[]; gap?: Gap | null }) {
  const { t } = useTranslation()
  if (problems.length > 0)
    return (
      <ul className="bn-problems" role="alert">
        {problems.map(({ at, message }) => (
          <li key={`${at} ${message}`} title={at}>
            {message}
          </li>
        ))}
      </ul>
    )
  if (gap === null || gap === undefined) return null
  return <p className="bn-gap">{t(`rules.gaps.${gap}`)}</p>
}
