import { Input } from 'antd'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditing } from '../editing.ts'
import { KindIcon } from '../kind-icon.tsx'
import { type Entry, entriesShown } from './entries.ts'
import { useEntries } from './use-entries.ts'

/** More than one reads; typing narrows it. */
const mostShown = 200

const scrollIntoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })

/** Search and choose what to add: arrow keys move, Enter adds, Escape leaves. */
export function ConditionPicker({
  onPick,
  onClose,
}: {
  onPick: (entry: Entry) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { catalogue } = useEditing()
  const { categories, entries } = useEntries(catalogue)
  const [chosen, setChosen] = useState(categories[0]?.id ?? '')
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(0)
  const id = useId()
  const all = useMemo(() => entriesShown(entries, chosen, search), [entries, chosen, search])
  const shown = all.slice(0, mostShown)
  const show = (category: string) => {
    setChosen(category)
    setSearch('')
    setActive(0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const along = { ArrowUp: -1, ArrowDown: 1, PageUp: -8, PageDown: 8 }[event.key]
    const entry = shown[active]
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing && entry !== undefined) onPick(entry)
    else if (along !== undefined) setActive(Math.max(0, Math.min(shown.length - 1, active + along)))
    else if (sideways !== undefined && search === '') {
      const place = categories.findIndex((category) => category.id === chosen)
      show(categories[(place + sideways + categories.length) % categories.length]?.id ?? chosen)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="bn-picker" data-own-undo>
      <Input
        autoFocus
        allowClear
        value={search}
        placeholder={t('rules.picker.search')}
        role="combobox"
        aria-label={t('rules.picker.search')}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={`${id}-${active}`}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setSearch(event.target.value)
          setActive(0)
        }}
      />
      <div className="bn-picker-body">
        <nav aria-label={t('rules.picker.categories')}>
          {categories.map((category) => (
            <button
              key={category.id}
              type="button"
              tabIndex={-1}
              aria-pressed={search === '' && category.id === chosen}
              onClick={() => show(category.id)}
            >
              <span>{category.label}</span>
              <small>{entries.filter((entry) => entry.category === category.id).length}</small>
            </button>
          ))}
        </nav>
        <div
          className="bn-picker-list"
          role="listbox"
          id={`${id}-list`}
          aria-label={t('rules.picker.entries')}
        >
          {shown.length === 0 && <p className="bn-quiet">{t('rules.picker.nothing')}</p>}
          {shown.map((entry, index) => (
            <div key={entry.id} role="presentation">
              {search.trim() === '' &&
                entry.section !== '' &&
                entry.section !== shown[index - 1]?.section && <h4>{entry.section}</h4>}
              <div
                id={`${id}-${index}`}
                ref={index === active ? scrollIntoView : null}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                data-active={index === active}
                className="bn-picker-entry"
                onMouseMove={() => setActive(index)}
                onClick={() => onPick(entry)}
                onKeyDown={onKeyDown}
              >
                <KindIcon kind={entry.add.kind} />
                <span>{entry.label}</span>
                <small className="bn-code">{entry.note}</small>
              </div>
            </div>
          ))}
          {all.length > mostShown && (
            <p className="bn-quiet">{t('rules.picker.more', { count: all.length - mostShown })}</p>
          )}
        </div>
      </div>
    </div>
  )
}
