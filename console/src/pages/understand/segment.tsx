import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { profileQuery } from '../../api/rules.ts'
import { type SegmentDetail, segmentQuery } from '../../api/segments.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Figures, Page, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { CompareTab } from './segment-parts/compare-tab.tsx'
import { ConnectionsPanel } from './segment-parts/connections-panel.tsx'
import { ExportsTab } from './segment-parts/exports-tab.tsx'
import { LookalikeTab } from './segment-parts/lookalike-tab.tsx'
import { MembersPanel } from './segment-parts/members-panel.tsx'
import { ProfileCharts } from './segment-parts/profile-charts.tsx'
import { RulePanel } from './segment-parts/rule-panel.tsx'
import { ScheduleTab } from './segment-parts/schedule-tab.tsx'
import { SegmentActions } from './segment-parts/segment-actions.tsx'
import './segment-parts/segment-parts.css'
import { SegmentState } from './segment-parts/segment-state.tsx'
import { SnapshotsPanel, TrendPanel } from './segment-parts/snapshots-panel.tsx'
import './rule-builder/rule-builder.css'

export function SegmentPage() {
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/understand/segments/$key' })
  const segment = useQuery(segmentQuery(key))
  return (
    <Page
      title={segment.data === undefined ? key : format.name(segment.data.name)}
      lead={
        segment.data !== undefined && (
          <>
            <span className="bn-code">{key}</span> <SegmentState segment={segment.data} />
          </>
        )
      }
      scope="understand:read"
      actions={segment.data !== undefined && <SegmentActions segment={segment.data} />}
    >
      {segment.data !== undefined ? (
        <SegmentView segment={segment.data} />
      ) : (
        <Panel>
          {segment.isError ? (
            <ProblemState error={segment.error} retry={() => void segment.refetch()} />
          ) : (
            <LoadingState />
          )}
        </Panel>
      )}
    </Page>
  )
}

const tabs = ['overview', 'profile', 'compare', 'lookalike', 'exports', 'settings'] as const

function SegmentView({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const { snapshot, schedule } = segment
  const tab = tabs.find((one) => one === filters['tab']) ?? 'overview'
  const next = segment.paused ? t('segments.schedule.paused') : format.time(segment.dueAt)
  return (
    <>
      {segment.description !== '' && <p className="bn-about">{segment.description}</p>}
      {segment.error !== null && (
        <Alert
          type="error"
          showIcon
          className="bn-restored"
          title={t('segments.snapshot.failed')}
          description={segment.error}
        />
      )}
      <Figures
        figures={[
          { label: t('understand.segments.customers'), value: format.count(snapshot?.customers) },
          { label: t('understand.segments.added'), value: format.signed(snapshot?.added) },
          {
            label: t('understand.segments.removed'),
            value: format.signed(snapshot === null ? null : -snapshot.removed),
          },
          {
            label: t('understand.segments.version'),
            value: snapshot === null ? '—' : `v${snapshot.version}`,
            note: snapshot === null ? undefined : format.time(snapshot.asOf),
          },
          {
            label: t('segments.schedule.title'),
            value: t(`segments.schedule.${schedule?.every ?? 'none'}`),
            note: schedule === null ? undefined : next,
          },
        ]}
      />
      <Tabs
        activeKey={tab}
        destroyOnHidden
        items={tabs.map((key) => ({ key, label: t(`segments.tabs.${key}`) }))}
        onChange={(key) => change({ tab: key === 'overview' ? undefined : key })}
      />
      <TabContent tab={tab} segment={segment} />
    </>
  )
}

function TabContent({ tab, segment }: { tab: (typeof tabs)[number]; segment: SegmentDetail }) {
  switch (tab) {
    case 'overview':
      return (
        <div className="bn-segment-grid">
          <div className="bn-grid">
            <RulePanel segment={segment} />
            <ConnectionsPanel segment={segment} />
          </div>
          <div className="bn-grid">
            <TrendPanel id={segment.key} />
            <SnapshotsPanel id={segment.key} />
            <MembersPanel id={segment.key} hasSnapshot={segment.snapshot !== null} />
          </div>
        </div>
      )
    case 'profile':
      return <ProfileTab segment={segment} />
    case 'compare':
      return <CompareTab segment={segment} />
    case 'lookalike':
      return <LookalikeTab segment={segment} />
    case 'exports':
      return <ExportsTab id={segment.key} />
    case 'settings':
      return <ScheduleTab key={segment.version} segment={segment} />
  }
}

function ProfileTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const profile = useQuery(
    profileQuery(
      segment.snapshot === null ? null : { segment: segment.key },
      `segment ${segment.key}`.slice(0, 50),
    ),
  )
  return (
    <Panel title={t('segments.profile.title')}>
      {segment.snapshot === null ? (
        <p className="bn-quiet">{t('understand.segments.neverTaken')}</p>
      ) : profile.isError ? (
        <ProblemState error={profile.error} retry={() => void profile.refetch()} />
      ) : profile.data === undefined ? (
        <LoadingState />
      ) : (
        <ProfileCharts profile={profile.data} />
      )}
    </Panel>
  )
}
