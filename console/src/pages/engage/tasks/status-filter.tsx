import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFilters } from '../../../app/search.ts'

/** Which tasks: those that are open unless somebody asks for others. Lives in the URL. */
export function StatusFilter<Status extends string>(props: {
  statuses: readonly Status[]
  labelOf: (status: Status) => string
}) {
  const { t } = useTranslation()
  const [{ status = 'open' }, change] = useFilters()
  return (
    <Segmented
      aria-label={t('tasks.status')}
      value={status}
      options={[
        ...props.statuses.map((value) => ({ value: String(value), label: props.labelOf(value) })),
        { value: 'all', label: t('tasks.all') },
      ]}
      onChange={(value) => change({ status: value === 'open' ? undefined : value })}
    />
  )
}
