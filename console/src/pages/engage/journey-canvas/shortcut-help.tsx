import { useTranslation } from 'react-i18next'

const keys = [
  ['Tab', 'tab'],
  ['↑ ↓ ← →', 'arrows'],
  ['Shift', 'box'],
  ['Ctrl A', 'all'],
  ['Ctrl C, Ctrl X, Ctrl V', 'clipboard'],
  ['Ctrl D', 'duplicate'],
  ['Delete', 'remove'],
  ['Ctrl Z, Ctrl Shift Z', 'undo'],
  ['Esc', 'escape'],
] as const

/** What keys do on the canvas. */
export function ShortcutHelp() {
  const { t } = useTranslation()
  return (
    <dl className="bn-shortcuts" aria-label={t('journeys.keys.title')}>
      {keys.map(([key, name]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(`journeys.keys.${name}`)}</dd>
        </div>
      ))}
    </dl>
  )
}
