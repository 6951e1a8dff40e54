import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { templateQuery } from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Page } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useChannelName } from '../channel-name.ts'
import { AudienceTab } from './audience-tab.tsx'
import { TemplateEditor } from './template-editor.tsx'
import { TemplateStatus } from './template-status.tsx'
import { UsedBy } from './used-by.tsx'
import { VersionsTab } from './versions-tab.tsx'
import './templates.css'

const tabs = ['edit', 'versions', 'audience', 'used'] as const

export function TemplatePage() {
  const { t } = useTranslation()
  const format = useFormats()
  const channelName = useChannelName()
  const { key } = useParams({ from: '/signed-in/engage/templates/$key' })
  const template = useQuery({ ...templateQuery(key), refetchOnWindowFocus: false })
  const [filters, change] = useFilters()
  const tab = tabs.find((one) => one === filters['tab']) ?? 'edit'
  if (template.data === undefined) {
    return (
      <Page
        title={t('common.pages.templates')}
        lead={<span className="bn-code">{key}</span>}
        scope="engage:read"
      >
        {template.isError ? (
          <div className="bn-panel">
            <ProblemState error={template.error} retry={() => void template.refetch()} />
          </div>
        ) : (
          <LoadingState />
        )}
      </Page>
    )
  }
  const { data } = template
  return (
    <Page
      title={format.name(data.name)}
      lead={
        <>
          <span className="bn-code">{key}</span> · {channelName(data.channel)} ·{' '}
          <TemplateStatus template={data} />
        </>
      }
      scope="engage:read"
    >
      <Tabs
        activeKey={tab}
        onChange={(chosen) => change({ tab: chosen === 'edit' ? undefined : chosen })}
        items={[
          {
            key: 'edit',
            label: t('templates.tabs.edit'),
            children: <TemplateEditor key={key} template={data} />,
          },
          { key: 'versions', label: t('templates.tabs.versions'), children: <VersionsTab template={data} /> },
          { key: 'audience', label: t('templates.tabs.audience'), children: <AudienceTab template={data} /> },
          {
            key: 'used',
            label: t('templates.tabs.used', { count: data.usedBy.length }),
            children: <UsedBy uses={data.usedBy} />,
          },
        ]}
      />
    </Page>
  )
}
