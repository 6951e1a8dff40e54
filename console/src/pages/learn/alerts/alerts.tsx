import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, type TableColumnsType, Tabs, Tag as Chip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AlertRule, alertRulesQuery, type Finding, findingsQuery } from '../../../api/alerts.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { NameAndKey } from '../../../components/name-and-key.tsx'
import { Page, useMay } from '../../../components/page.tsx'
import { valueText } from '../metrics/metric-value.ts'
import { AlertRuleForm } from './alert-rule-form.tsx'
import { useConditionText } from './condition-text.ts'
import { FindingDetails } from './finding-details.tsx'

const states = ['unresolved', 'open', 'acknowledged', 'resolved'] as const
const severities = ['info', 'warning', 'critical'] as const
export const severityColours = { info: 'blue', warning: 'orange', critical: 'red' } as const
const stateColours = { open: 'red', acknowledged: 'gold', resolved: 'green' } as const
const one = <Choice extends string>(choices: readonly Choice[], value: string | undefined) =>
  choices.find((choice) => choice === value)

export function AlertsPage() {
  const { t } = useTranslation()
  const [{ tab = 'inbox' }, change] = useFilters()
  return (
    <Page title={t('common.pages.alerts')} lead={t('alerts.lead')} scope="learn:read">
      <Tabs
        activeKey={tab}
        onChange={(key) =>
          change({
            tab: key === 'inbox' ? undefined : key,
            state: undefined,
            severity: undefined,
            search: undefined,
          })
        }
        items={[
          { key: 'inbox', label: t('alerts.inbox'), children: <Inbox /> },
          { key: 'rules', label: t('alerts.rules'), children: <Rules /> },
        ]}
        destroyOnHidden
      />
    </Page>
  )
}

function Inbox() {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters, change] = useFilters()
  const { cursor, finding } = filters
  const findings = useQuery({
    ...findingsQuery({
      cursor,
      state: one(states, filters['state']),
      severity: one(severities, filters['severity']),
    }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<Finding> = [
    {
      title: t('alerts.finding'),
      key: 'name',
      render: (_, { name, severity }) => (
        <>
          <Chip color={severityColours[severity]}>{t(`alerts.severities.${severity}`)}</Chip>
          {format.name(name)}
        </>
      ),
    },
    { title: t('alerts.metric'), key: 'metric', render: (_, { metricName }) => format.name(metricName) },
    {
      title: t('metrics.organisation'),
      key: 'organisation',
      render: (_, { organisationName }) => (organisationName === '' ? t('metrics.bank') : organisationName),
    },
    {
      title: t('metrics.value'),
      key: 'value',
      align: 'right',
      render: (_, { unit, value, compared, condition }) => (
        <>
          <b>{valueText(format, unit, value)}</b>{' '}
          <span className="bn-quiet">
            {t(`alerts.compared.${condition.type}`)} {valueText(format, unit, compared)}
          </span>
        </>
      ),
    },
    {
      title: t('alerts.when'),
      key: 'when',
      render: (_, { firstDay, lastDay }) => (firstDay === lastDay ? firstDay : `${firstDay} – ${lastDay}`),
    },
    {
      title: t('alerts.state'),
      key: 'state',
      render: (_, { state }) => <Chip color={stateColours[state]}>{t(`alerts.states.${state}`)}</Chip>,
    },
    { title: t('alerts.journey'), key: 'journey', render: (_, { journey }) => journey ?? '—' },
  ]
  return (
    <>
      <FilterBar names={['state', 'severity']} refresh={() => void findings.refetch()}>
        <ChoiceFilter
          name="state"
          label={t('alerts.state')}
          options={states.map((value) => ({ value, label: t(`alerts.states.${value}`) }))}
        />
        <ChoiceFilter
          name="severity"
          label={t('alerts.severity')}
          width={130}
          options={severities.map((value) => ({ value, label: t(`alerts.severities.${value}`) }))}
        />
      </FilterBar>
      <CursorTable
        label={t('alerts.inbox')}
        query={findings}
        columns={columns}
        rowKey={({ id }) => String(id)}
        filtered={filters['state'] !== undefined || filters['severity'] !== undefined}
        onOpen={({ id }) => change({ finding: String(id) })}
        empty={t('alerts.nothing')}
      />
      {finding !== undefined && /^\d{1,9}$/.test(finding) && (
        <FindingDetails id={Number(finding)} close={() => change({ finding: undefined })} />
      )}
    </>
  )
}

function Rules() {
  const { t } = useTranslation()
  const format = useFormats()
  const may = useMay('learn:write')
  const conditionText = useConditionText()
  const [{ cursor, search, metric }] = useFilters()
  const [edited, setEdited] = useState<AlertRule | 'new' | null>(null)
  const rules = useQuery({
    ...alertRulesQuery({ cursor, search, metric }),
    placeholderData: keepPreviousData,
  })
  const columns: TableColumnsType<AlertRule> = [
    {
      title: t('alerts.rule'),
      key: 'name',
      render: (_, { name, key }) => <NameAndKey name={name} id={key} />,
    },
    { title: t('alerts.metric'), dataIndex: 'metric' },
    { title: t('alerts.condition'), key: 'condition', render: (_, rule) => conditionText(rule) },
    {
      title: t('alerts.severity'),
      key: 'severity',
      render: (_, { severity }) => (
        <Chip color={severityColours[severity]}>{t(`alerts.severities.${severity}`)}</Chip>
      ),
    },
    {
      title: t('alerts.doors'),
      key: 'doors',
      render: (_, { emails = [], webhooks = [] }) => (
        <span className="bn-quiet">{[t('alerts.inbox'), ...emails, ...webhooks].join(' · ')}</span>
      ),
    },
    {
      title: t('alerts.unresolved'),
      key: 'open',
      align: 'right',
      render: (_, rule) => format.count(rule.open),
    },
    { title: t('alerts.checkedTo'), key: 'checked', render: (_, { checkedTo }) => checkedTo ?? '—' },
    {
      title: t('alerts.enabled'),
      key: 'enabled',
      render: (_, { enabled }) => t(enabled === true ? 'alerts.on' : 'alerts.off'),
    },
  ]
  return (
    <>
      <FilterBar names={['search', 'metric']} refresh={() => void rules.refetch()}>
        <TextFilter name="search" label={t('alerts.search')} />
        {metric !== undefined && <Chip>{metric}</Chip>}
        {may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
            {t('alerts.new')}
          </Button>
        )}
      </FilterBar>
      <CursorTable
        label={t('alerts.rules')}
        query={rules}
        columns={columns}
        rowKey={({ key }) => key}
        filtered={search !== undefined || metric !== undefined}
        {...(may ? { onOpen: setEdited } : {})}
        empty={t('alerts.noRules')}
      />
      {edited !== null && (
        <AlertRuleForm
          rule={edited === 'new' ? undefined : edited}
          metric={metric}
          close={() => setEdited(null)}
        />
      )}
    </>
  )
}
