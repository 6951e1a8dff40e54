import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Tag, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Conflict, conflictsQuery } from '../../../api/steward.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { CustomerLink } from './customer-link.tsx'
import { IdentifierPair } from './identifier-pair.tsx'

/** Evidence that two are one, refused because a person has only one of what each of them has. */
export function Conflicts() {
  const { t } = useTranslation()
  const format = useFormats()
  const [{ cursor }] = useFilters()
  const conflicts = useQuery({ ...conflictsQuery({ cursor, limit: 50 }), placeholderData: keepPreviousData })
  const columns: TableColumnsType<Conflict> = [
    { title: t('steward.at'), dataIndex: 'at', render: format.time },
    {
      title: t('steward.customer'),
      key: 'customers',
      render: (_, { customer, into, customerNumbers }) => (
        <>
          <CustomerLink customer={customer} number={customerNumbers[0]} />
          {' · '}
          <CustomerLink customer={into} number={customerNumbers[1]} />
        </>
      ),
    },
    {
      title: t('steward.identifiers'),
      dataIndex: 'identifiers',
      render: (identifiers: Conflict['identifiers']) => <IdentifierPair identifiers={identifiers} />,
    },
    {
      title: t('steward.refusal'),
      dataIndex: 'refusal',
      render: (refusal: string) => <Tag color="orange">{refusal}</Tag>,
    },
    {
      title: t('steward.evidence'),
      dataIndex: 'evidence',
      render: ({ rule, message }: Conflict['evidence']) => (
        <>
          <Tag>{rule}</Tag>
          <small className="bn-code bn-quiet">{message}</small>
        </>
      ),
    },
  ]
  return (
    <CursorTable
      label={t('steward.tabs.conflicts')}
      query={conflicts}
      columns={columns}
      rowKey={(conflict) => conflict.id}
      empty={t('steward.noConflicts')}
    />
  )
}
