import { useTranslation } from 'react-i18next'
import type { TemplateSummary } from '../../../api/templates.ts'
import { StatusDot } from '../../../components/status-dot.tsx'

export const templateStatuses = ['draft', 'published', 'retired'] as const
export const templateCategories = ['marketing', 'service', 'care', 'transaction'] as const

const tones = { draft: 'warn', published: 'good', retired: 'quiet' } as const

/** Where a template stands: also that its draft went on, or that a version waits for somebody. */
export function TemplateStatus({
  template,
}: {
  template: Pick<TemplateSummary, 'status' | 'changed' | 'submittedVersion'>
}) {
  const { t } = useTranslation()
  const { status, changed, submittedVersion } = template
  const note =
    submittedVersion !== null
      ? t('templates.waiting', { version: submittedVersion })
      : status === 'published' && changed
        ? t('templates.changed')
        : ''
  return (
    <StatusDot tone={submittedVersion !== null ? 'busy' : tones[status]}>
      {t(`templates.statuses.${status}`)}
      {note === '' ? '' : ` · ${note}`}
    </StatusDot>
  )
}
