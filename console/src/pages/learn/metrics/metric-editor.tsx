import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Alert, App, Button, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeMetric, createMetric, metricOwnersQuery, metricQuery } from '../../../api/metrics.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { type RuleCatalogue, useRuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import { keyOf } from '../../understand/segment-editor/key-of.ts'
import { Field, FormulaFields, TreeFields } from './formula-fields.tsx'
import { draftOf, emptyDraft, grains, isWhole, type MetricDraft, units } from './metric-draft.ts'
import './metrics.css'
import { PreviewPanel } from './preview-panel.tsx'
import { RuleField } from './rule-field.tsx'
import { StartFromAnalysis } from './start-from-analysis.tsx'

export function NewMetricPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('metrics.new')} lead={t('metrics.form.lead')} scope="learn:write">
      <WithCatalogue>
        {(catalogue) => <MetricForm begin={emptyDraft('')} catalogue={catalogue} />}
      </WithCatalogue>
    </Page>
  )
}

export function EditMetricPage() {
  const { t } = useTranslation()
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/learn/metrics/$key/edit' })
  const metric = useQuery({ ...metricQuery(key), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Page
      title={metric.data === undefined ? key : format.name(metric.data.name)}
      lead={t('metrics.form.lead')}
      scope="learn:write"
    >
      {metric.isError ? (
        <Panel>
          <ProblemState error={metric.error} retry={() => void metric.refetch()} />
        </Panel>
      ) : metric.data === undefined ? (
        <LoadingState />
      ) : (
        <WithCatalogue>
          {(catalogue) => (
            <MetricForm
              key={metric.data.version}
              begin={draftOf(metric.data)}
              version={metric.data.version}
              catalogue={catalogue}
            />
          )}
        </WithCatalogue>
      )}
    </Page>
  )
}

function WithCatalogue({ children }: { children: (catalogue: RuleCatalogue) => React.ReactNode }) {
  const { catalogue, error, retry } = useRuleCatalogue()
  if (error !== undefined && error !== null) return <ProblemState error={error} retry={retry} />
  return catalogue === undefined ? <LoadingState /> : children(catalogue)
}

/** @param version of the metric that is changed; none: a new one */
function MetricForm(props: { begin: MetricDraft; version?: number; catalogue: RuleCatalogue }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { version, catalogue } = props
  const [draft, setDraft] = useState(props.begin)
  const change = (part: Partial<MetricDraft>): void => setDraft((now) => ({ ...now, ...part }))
  const own = version === undefined ? undefined : draft.key
  const save = useMutation({
    mutationFn: () => (version === undefined ? createMetric(draft) : changeMetric(version, draft)),
    onSuccess: async () => {
      message.success(t('metrics.saved'))
      await queries.invalidateQueries({ queryKey: ['metrics'] })
      await navigate({ to: '/learn/metrics/$key', params: { key: draft.key } })
    },
  })
  const problem = save.isError ? problemOf(save.error) : undefined
  const problemAt = (pointer: string) => problem?.errors.find(({ path }) => path.startsWith(pointer))?.message
  const complete =
    draft.key !== '' && draft.name['zh-CN'] !== '' && draft.name.en !== '' && isWhole(draft.formula)
  return (
    <div className="bn-metric-form">
      <Form layout="vertical" onFinish={() => save.mutate()}>
        {problem !== undefined && (
          <Alert
            type="error"
            showIcon
            style={{ marginBottom: 12 }}
            title={problem.status === 412 ? t('metrics.form.changedMeanwhile') : problem.detail}
            description={problem.errors.map(({ path, message: text }) => `${path} ${text}`).join(' · ')}
            {...(problem.status === 412
              ? {
                  action: (
                    <Button
                      size="small"
                      onClick={() => void queries.invalidateQueries({ queryKey: ['metrics', draft.key] })}
                    >
                      {t('metrics.form.reload')}
                    </Button>
                  ),
                }
              : {})}
          />
        )}
        <Panel title={t('metrics.form.what')}>
          {version === undefined && <StartFromAnalysis onChoose={change} />}
          <FormulaFields
            formula={draft.formula}
            own={draft.key}
            catalogue={catalogue}
            problemAt={problemAt}
            onChange={(formula) => change({ formula })}
          />
          <Field
            label={t('metrics.form.condition')}
            help={t('metrics.form.conditionHelp')}
            problem={problemAt('/condition')}
          >
            <RuleField
              label={t('metrics.form.condition')}
              value={draft.condition ?? null}
              catalogue={catalogue}
              empty={t('metrics.form.everybody')}
              onChange={(condition) => change({ condition })}
            />
          </Field>
        </Panel>
        <Panel title={t('metrics.about')}>
          <About draft={draft} change={change} isNew={version === undefined} problemAt={problemAt} />
        </Panel>
        <Panel title={t('metrics.tree')}>
          <p className="bn-quiet">{t('metrics.form.treeHelp')}</p>
          <TreeFields
            tree={draft.tree ?? null}
            own={draft.key}
            problem={problemAt('/tree')}
            onChange={(tree) => change({ tree })}
          />
        </Panel>
        <div className="bn-metric-actions">
          <Button type="primary" htmlType="submit" disabled={!complete} loading={save.isPending}>
            {t('metrics.save')}
          </Button>
          <Button
            onClick={() =>
              void navigate(
                version === undefined
                  ? { to: '/learn/metrics' }
                  : { to: '/learn/metrics/$key', params: { key: draft.key } },
              )
            }
          >
            {t('common.cancel')}
          </Button>
          {version !== undefined && (
            <span className="bn-quiet">{t('metrics.form.version', { version })}</span>
          )}
        </div>
      </Form>
      <aside>
        <PreviewPanel draft={draft} own={own} />
      </aside>
    </div>
  )
}

function About(props: {
  draft: MetricDraft
  change: (part: Partial<MetricDraft>) => void
  isNew: boolean
  problemAt: (pointer: string) => string | undefined
}) {
  const { t } = useTranslation()
  const { draft, change, isNew, problemAt } = props
  const owners = useQuery(metricOwnersQuery)
  const [keyTyped, setKeyTyped] = useState(!isNew)
  const name = (language: 'zh-CN' | 'en', value: string): void =>
    change({
      name: { ...draft.name, [language]: value },
      ...(language === 'en' && !keyTyped ? { key: keyOf(value) } : {}),
    })
  const label = { zh: t('alerts.chineseName'), en: t('alerts.englishName') }
  return (
    <>
      <div className="bn-metric-two">
        <Field label={label.zh} problem={problemAt('/name/zh-CN')}>
          <Input
            aria-label={label.zh}
            maxLength={200}
            value={draft.name['zh-CN']}
            onChange={(event) => name('zh-CN', event.target.value)}
          />
        </Field>
        <Field label={label.en} problem={problemAt('/name/en')}>
          <Input
            aria-label={label.en}
            maxLength={200}
            value={draft.name.en}
            onChange={(event) => name('en', event.target.value)}
          />
        </Field>
        <Field label={t('alerts.key')} problem={problemAt('/key')}>
          <Input
            className="bn-code"
            aria-label={t('alerts.key')}
            maxLength={64}
            disabled={!isNew}
            value={draft.key}
            onChange={(event) => {
              setKeyTyped(true)
              change({ key: event.target.value })
            }}
          />
        </Field>
        <Field label={t('metrics.owner')}>
          <Select
            mode="tags"
            maxCount={1}
            aria-label={t('metrics.owner')}
            value={draft.owner === undefined || draft.owner === '' ? [] : [draft.owner]}
            options={(owners.data?.items ?? []).map((value) => ({ value }))}
            onChange={(chosen: string[]) => change({ owner: chosen.at(-1) ?? '' })}
          />
        </Field>
        <Field label={t('metrics.grain')}>
          <Select
            aria-label={t('metrics.grain')}
            value={draft.grain}
            options={grains.map((value) => ({ value, label: t(`metrics.grains.${value}`) }))}
            onChange={(grain) => change({ grain })}
          />
        </Field>
        <Field label={t('metrics.form.unit')}>
          <Select
            aria-label={t('metrics.form.unit')}
            value={draft.unit}
            options={units.map((value) => ({ value, label: t(`metrics.form.units.${value}`) }))}
            onChange={(unit) => change({ unit })}
          />
        </Field>
        <Field label={t('metrics.form.direction')}>
          <Segmented
            block
            value={draft.direction}
            options={(['up', 'down'] as const).map((value) => ({
              value,
              label: t(`metrics.form.directions.${value}`),
            }))}
            onChange={(direction) => change({ direction })}
          />
        </Field>
        <Field label={t('metrics.form.period')}>
          <Segmented
            block
            value={draft.period ?? 'day'}
            options={(['day', 'month'] as const).map((value) => ({
              value,
              label: t(`metrics.form.periods.${value}`),
            }))}
            onChange={(period) => change({ period })}
          />
        </Field>
      </div>
      <Field label={t('metrics.form.description')}>
        <Input.TextArea
          aria-label={t('metrics.form.description')}
          autoSize={{ minRows: 2, maxRows: 6 }}
          maxLength={2000}
          value={draft.description}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
    </>
  )
}
