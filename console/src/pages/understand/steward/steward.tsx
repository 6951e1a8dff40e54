import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFilters } from '../../../app/search.ts'
import { Page } from '../../../components/page.tsx'
import { Conflicts } from './conflicts.tsx'
import { MergeLog } from './merge-log.tsx'
import { Queue } from './queue.tsx'
import { SearchStart } from './search-start.tsx'
import { SharedIdentifiers } from './shared-identifiers.tsx'
import './steward.css'

const tabs = [
  ['queue', Queue],
  ['merges', MergeLog],
  ['conflicts', Conflicts],
  ['shared', SharedIdentifiers],
] as const

/** Who is who, where evidence alone does not decide. */
export function StewardPage() {
  const { t } = useTranslation()
  const [{ tab }, change] = useFilters()
  const chosen = tabs.find(([key]) => key === tab)?.[0] ?? 'queue'
  return (
    <Page
      title={t('common.pages.steward')}
      lead={t('steward.lead')}
      scope="customers:read"
      actions={<SearchStart />}
    >
      <Tabs
        activeKey={chosen}
        destroyOnHidden
        onChange={(key) => change({ tab: key === 'queue' ? undefined : key, state: undefined })}
        items={tabs.map(([key, Content]) => ({
          key,
          label: t(`steward.tabs.${key}`),
          children: <Content />,
        }))}
      />
    </Page>
  )
}
