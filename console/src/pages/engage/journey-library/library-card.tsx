import { useTranslation } from 'react-i18next'
import type { LibraryItem } from '../../../api/journey-library.ts'
import { useFormats } from '../../../app/format.ts'
import { LibraryState } from './library-state.tsx'
import { useLibraryFacts } from './use-library-facts.ts'

/** A ready journey in short. All of the card can be clicked; for the keyboard its name is the button. */
export function LibraryCard({ item, onOpen }: { item: LibraryItem; onOpen: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const facts = useLibraryFacts(item)
  return (
    <article className="bn-library-card" data-testid={`library-${item.key}`}>
      <h3>
        <button type="button" onClick={onOpen} aria-haspopup="dialog">
          {format.name(item.name)}
        </button>
      </h3>
      <p>{format.text(item.description)}</p>
      <p className="bn-quiet">{facts.join(' · ')}</p>
      <footer>
        <LibraryState item={item} />
        {item.added && <span className="bn-quiet">{t('journeyLibrary.added')}</span>}
      </footer>
    </article>
  )
}
