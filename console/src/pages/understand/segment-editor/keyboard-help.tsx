import { useTranslation } from 'react-i18next'

const keys = [
  ['↑ ↓', 'arrows'],
  ['Enter', 'enter'],
  ['Esc', 'escape'],
  ['Alt ↑ ↓', 'alt'],
  ['N', 'n'],
  ['G', 'g'],
  ['U', 'u'],
  ['Ctrl D', 'd'],
  ['Delete', 'del'],
  ['Ctrl Z, Ctrl Shift Z', 'z'],
  ['Ctrl S', 's'],
] as const

/** What keys do on a condition that has the focus. */
export function KeyboardHelp() {
  const { t } = useTranslation()
  return (
    <dl className="bn-keys" aria-label={t('segments.keys.title')}>
      {keys.map(([key, name]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(`segments.keys.${name}`)}</dd>
        </div>
      ))}
    </dl>
  )
}
