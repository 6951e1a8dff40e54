import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { contactPolicyQuery } from '../../api/contact-policy.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { PolicyCheck } from './policy-check.tsx'
import { PolicyForm } from './policy-form.tsx'
import { PolicyVersions } from './policy-versions.tsx'
import { SuppressionLists } from './suppression-lists.tsx'
import { TradingDays } from './trading-days.tsx'

/** The contact policy, who is on which list, which days trade, and the answer for one customer. */
export function PolicyPage() {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  return (
    <Page title={t('common.pages.policy')} lead={t('decide.policy.lead')} scope="engage:read">
      <Tabs
        activeKey={filters['tab'] ?? 'rules'}
        onChange={(tab) => change({ tab: tab === 'rules' ? undefined : tab })}
        destroyOnHidden
        items={[
          { key: 'rules', label: t('decide.policy.tabs.rules'), children: <Rules /> },
          { key: 'check', label: t('decide.policy.tabs.check'), children: <PolicyCheck /> },
          { key: 'lists', label: t('decide.policy.tabs.lists'), children: <SuppressionLists /> },
          { key: 'days', label: t('decide.policy.tabs.days'), children: <TradingDays /> },
          { key: 'versions', label: t('decide.policy.tabs.versions'), children: <PolicyVersions /> },
        ]}
      />
    </Page>
  )
}

function Rules() {
  const policy = useQuery(contactPolicyQuery)
  if (policy.data !== undefined) return <PolicyForm key={policy.data.version} policy={policy.data} />
  if (policy.isError) return <ProblemState error={policy.error} retry={() => void policy.refetch()} />
  return <LoadingState />
}
