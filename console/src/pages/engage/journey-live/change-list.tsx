import { useTranslation } from 'react-i18next'
import type { VersionDiff } from '../../../api/journeys.ts'
import { nodeGroups } from '../journey-canvas/model/graph.ts'

type FieldChange = VersionDiff['entry'][number]

const shown = (value: unknown): string =>
  value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)

/** Every difference field by field, as the server finds them. */
export function ChangeList({ diff }: { diff: VersionDiff }) {
  const { t } = useTranslation()
  const nameOf = (type: string): string => {
    const known = nodeGroups.flatMap(({ types }) => [...types]).find((one) => one === type)
    return known === undefined ? type : t(`journeys.types.${known}`)
  }
  if (diff.same) return <p className="bn-node-panel bn-quiet">{t('journeys.versions.same')}</p>
  return (
    <section className="bn-node-panel bn-changes" aria-label={t('journeys.versions.changes')}>
      {diff.added.map(({ node, type }) => (
        <p key={node} data-change="added">
          <b>{t('journeys.versions.added')}</b> {nameOf(type)} <span className="bn-code">{node}</span>
        </p>
      ))}
      {diff.removed.map(({ node, type }) => (
        <p key={node} data-change="removed">
          <b>{t('journeys.versions.removed')}</b> {nameOf(type)} <span className="bn-code">{node}</span>
        </p>
      ))}
      {diff.changed.map(({ node, type, fields }) => (
        <div key={node} data-change="changed">
          <p>
            <b>{t('journeys.versions.changed')}</b> {nameOf(type)} <span className="bn-code">{node}</span>
          </p>
          <Fields fields={fields} />
        </div>
      ))}
      {diff.entry.length > 0 && (
        <div data-change="changed">
          <p>
            <b>{t('journeys.types.entry')}</b>
          </p>
          <Fields fields={diff.entry} />
        </div>
      )}
      {diff.settings.length > 0 && (
        <div data-change="changed">
          <p>
            <b>{t('journeys.settings.title')}</b>
          </p>
          <Fields fields={diff.settings} />
        </div>
      )}
    </section>
  )
}

function Fields({ fields }: { fields: readonly FieldChange[] }) {
  return (
    <ul>
      {fields.map(({ path, before, after }) => (
        <li key={path}>
          <span className="bn-code">{path.replace(/^\//, '')}</span> <del>{shown(before)}</del> →{' '}
          <ins>{shown(after)}</ins>
        </li>
      ))}
    </ul>
  )
}
