import { useQuery } from '@tanstack/react-query'
import { type TableColumnsType, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ApiKey, apiKeysQuery } from '../../api/govern.ts'
import { useFormats } from '../../app/format.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { Page } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'

export function ApiKeysPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.apiKeys')} lead={t('govern.apiKeys.lead')} scope="govern:read">
      <ApiKeys />
    </Page>
  )
}

function ApiKeys() {
  const { t } = useTranslation()
  const format = useFormats()
  const keys = useQuery(apiKeysQuery)
  const columns: TableColumnsType<ApiKey> = [
    { title: t('govern.apiKeys.name'), dataIndex: 'name' },
    {
      title: t('govern.apiKeys.prefix'),
      dataIndex: 'prefix',
      className: 'bn-code',
      render: (prefix) => `${prefix}…`,
    },
    {
      title: t('govern.apiKeys.scopes'),
      dataIndex: 'scopes',
      render: (scopes: string[]) => scopes.map((scope) => <Tag key={scope}>{scope}</Tag>),
    },
    {
      title: t('govern.apiKeys.state'),
      key: 'state',
      render: (_, key) => {
        if (key.revokedAt !== null) return <StatusDot tone="quiet">{t('govern.apiKeys.revoked')}</StatusDot>
        const expired = key.expiresAt !== null && Date.parse(key.expiresAt) < Date.now()
        return expired ? (
          <StatusDot tone="warn">{t('govern.apiKeys.expired')}</StatusDot>
        ) : (
          <StatusDot tone="good">{t('govern.apiKeys.valid')}</StatusDot>
        )
      },
    },
    { title: t('govern.apiKeys.expiresAt'), dataIndex: 'expiresAt', render: format.time },
    { title: t('govern.apiKeys.lastUsedAt'), dataIndex: 'lastUsedAt', render: format.time },
    { title: t('govern.createdAt'), dataIndex: 'createdAt', render: format.time },
  ]
  return (
    <CursorTable
      label={t('common.pages.apiKeys')}
      query={keys}
      columns={columns}
      rowKey={(key) => String(key.id)}
      empty={t('govern.apiKeys.empty')}
    />
  )
}
