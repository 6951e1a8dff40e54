import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type BenefitRequest, benefitRequestsQuery } from '../../../api/journeys.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { CustomerLink } from '../tasks/customer-link.tsx'

/** What the journey asked the benefit system to grant, and to whom. */
export function BenefitsTab({ journey }: { journey: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor }] = useFilters()
  const requests = useQuery({ ...benefitRequestsQuery(journey, cursor), placeholderData: keepPreviousData })
  const columns: TableColumnsType<BenefitRequest> = [
    { title: t('journeys.benefits.at'), dataIndex: 'at', render: format.time },
    {
      title: t('tasks.customer'),
      dataIndex: 'customerNumber',
      render: (number: string, { customer }) => <CustomerLink number={number} customer={customer} />,
    },
    { title: t('journeys.benefits.benefit'), dataIndex: 'benefit', className: 'bn-code' },
    { title: t('journeys.benefits.node'), dataIndex: 'node', className: 'bn-code' },
    { title: t('journeys.benefits.tick'), dataIndex: 'tick', align: 'right' },
  ]
  return (
    <CursorTable
      label={t('journeys.tabs.benefits')}
      query={requests}
      columns={columns}
      rowKey={({ id }) => id}
      empty={t('journeys.benefits.empty')}
    />
  )
}
