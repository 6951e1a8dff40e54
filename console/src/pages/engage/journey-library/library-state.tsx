import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { LibraryItem } from '../../../api/journey-library.ts'

/** Whether this bank has everything that a ready journey reads; else what it lacks. */
export function LibraryState({ item: { ready, missing } }: { item: LibraryItem }) {
  const { t } = useTranslation()
  if (ready)
    return (
      <Tag color="green" data-testid="ready">
        {t('journeyLibrary.ready')}
      </Tag>
    )
  return (
    <div className="bn-library-missing" data-testid="missing">
      {(['events', 'tags'] as const)
        .filter((kind) => missing[kind].length > 0)
        .map((kind) => (
          <span key={kind}>
            {t(`journeyLibrary.missing.${kind}`)} <span className="bn-code">{missing[kind].join(', ')}</span>
          </span>
        ))}
    </div>
  )
}
