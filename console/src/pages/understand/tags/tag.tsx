import { EditOutlined, ReloadOutlined, StopOutlined, UndoOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, App, Button, Collapse, Tag as Chip } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import {
  changeTag,
  inputOf,
  refreshTagGroup,
  retireTag,
  type TagDetail,
  tagGroupQuery,
  tagQuery,
} from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { useLanguage } from '../../../app/language.ts'
import { CodeBlock } from '../../../components/code-block.tsx'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures, Page, Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { Freshness } from './freshness.tsx'
import { Lineage } from './lineage.tsx'
import { inLanguage } from './two-languages.ts'
import { Uploads } from './uploads.tsx'
import './tags.css'

const Distribution = lazy(() => import('./distribution.tsx'))
const Trend = lazy(() => import('./trend.tsx'))
const ModelCard = lazy(() => import('./model-card.tsx'))

export function TagPage() {
  const format = useFormats()
  const { key } = useParams({ from: '/signed-in/understand/tags/$key' })
  const tag = useQuery(tagQuery(key))
  return (
    <Page
      title={tag.data === undefined ? key : format.name(tag.data.name)}
      lead={<span className="bn-code">{key}</span>}
      scope="understand:read"
      actions={tag.data !== undefined && <Actions tag={tag.data} />}
    >
      {tag.isError ? (
        <div className="bn-panel">
          <ProblemState error={tag.error} retry={() => void tag.refetch()} />
        </div>
      ) : tag.data === undefined ? (
        <LoadingState />
      ) : (
        <Content tag={tag.data} />
      )}
    </Page>
  )
}

function Content({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { distribution } = tag
  return (
    <>
      {tag.error !== null && (
        <Alert
          type="error"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('tags.staleWhy', { reason: tag.error })}
        />
      )}
      {tag.late && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('tags.lateWhy', { hours: tag.freshHours })}
        />
      )}
      <Figures
        figures={[
          { label: t('understand.tags.coverage'), value: format.share(tag.coverage) },
          { label: t('tags.freshness'), value: <Freshness tag={tag} /> },
          { label: t('understand.tags.asOf'), value: tag.asOf ?? '—' },
          {
            label: t('tags.promise'),
            value:
              tag.freshHours === null
                ? t('tags.noPromise')
                : t('tags.promiseHours', { hours: tag.freshHours }),
          },
          { label: t('understand.tags.type'), value: t(`understand.types.${tag.type}`), note: tag.unit },
        ]}
      />
      <div className="bn-tag-page">
        <Meaning tag={tag} />
        <Panel title={t('tags.distribution')}>
          {distribution === null ? (
            <p className="bn-quiet">{t('understand.tags.notComputed')}</p>
          ) : (
            <Suspense fallback={<LoadingState />}>
              <Distribution distribution={distribution} unit={tag.unit} />
            </Suspense>
          )}
        </Panel>
        <Panel title={t('tags.lineage')}>
          <Lineage tag={tag} />
        </Panel>
        <Panel title={t('tags.trend')}>
          <Suspense fallback={<LoadingState />}>
            <Trend tag={tag} />
          </Suspense>
        </Panel>
        {tag.model !== null && (
          <div className="bn-wide">
            <Panel title={t('tags.model.title')}>
              <Suspense fallback={<LoadingState />}>
                <ModelCard model={tag.model} />
              </Suspense>
            </Panel>
          </div>
        )}
        {tag.source === 'import' && (
          <div className="bn-wide">
            <Uploads tag={tag} />
          </div>
        )}
      </div>
    </>
  )
}

function Meaning({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const language = useLanguage()
  const facts = [
    [t('tags.class'), tag.class === '' ? '—' : inLanguage(tag.class, language)],
    [t('tags.subclass'), tag.subclass === '' ? '—' : inLanguage(tag.subclass, language)],
    [t('tags.owner'), tag.owner === '' ? '—' : inLanguage(tag.owner, language)],
    [t('tags.branch'), tag.organisation ?? t('tags.headOffice')],
    [t('tags.status'), t(`tags.statuses.${tag.status}`)],
    [t('understand.tags.refreshedAt'), format.time(tag.refreshedAt)],
  ] as const
  return (
    <Panel title={t('tags.meaning')}>
      {tag.description !== '' && <p style={{ marginTop: 0 }}>{tag.description}</p>}
      <p className="bn-definition-words" aria-label={t('tags.inWords')}>
        {format.name(tag.sentence)}
      </p>
      <dl className="bn-facts">
        {facts.map(([label, value]) => (
          <Fact key={label} label={label} value={value} />
        ))}
        <dt>{t('understand.tags.group')}</dt>
        <dd>
          <Link to="/understand/tag-groups/$key" params={{ key: tag.group }}>
            {tag.group}
          </Link>{' '}
          <Chip>{t(`understand.sources.${tag.source}`)}</Chip>
        </dd>
      </dl>
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: 'json',
            label: t('tags.asJson'),
            children: <CodeBlock text={JSON.stringify(tag.definition, null, 2)} />,
          },
        ]}
      />
    </Panel>
  )
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}

function Actions({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const group = useQuery({ ...tagGroupQuery(tag.group), enabled: may })
  const fail = useTellProblem()
  const reload = () => queries.invalidateQueries({ queryKey: ['tags'] })
  const refresh = useMutation({
    mutationFn: () => refreshTagGroup(tag.group),
    onSuccess: ({ job }) => message.success(t(job === null ? 'tags.group.waits' : 'tags.group.queued')),
    onError: fail,
  })
  const retire = useMutation({
    mutationFn: () => retireTag(tag),
    onSuccess: async () => {
      message.success(t('tags.retired'))
      await reload()
    },
    onError: fail,
  })
  const restore = useMutation({
    mutationFn: () => changeTag(tag.key, tag.version, { ...inputOf(tag), status: 'active' }),
    onSuccess: async () => {
      message.success(t('tags.restored'))
      await reload()
    },
    onError: fail,
  })
  if (!may) return null
  if (tag.status === 'retired')
    return (
      <Button icon={<UndoOutlined />} loading={restore.isPending} onClick={() => restore.mutate()}>
        {t('tags.restore')}
      </Button>
    )
  const ask = () =>
    modal.confirm({
      title: t('tags.retireTitle'),
      content: t('tags.retireText'),
      okText: t('tags.retire'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => retire.mutateAsync().catch(() => undefined),
    })
  return (
    <>
      <Button
        icon={<ReloadOutlined />}
        loading={refresh.isPending}
        disabled={group.data?.tags === 0}
        onClick={() => refresh.mutate()}
      >
        {t('understand.groups.refresh')}
      </Button>
      <Button danger icon={<StopOutlined />} onClick={ask}>
        {t('tags.retire')}
      </Button>
      <Link to="/understand/tags/$key/edit" params={{ key: tag.key }}>
        <Button type="primary" icon={<EditOutlined />}>
          {t('tags.edit')}
        </Button>
      </Link>
    </>
  )
}
