import {
  CaretRightOutlined,
  DownloadOutlined,
  PlusOutlined,
  SaveOutlined,
  StopOutlined,
} from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Dropdown, Segmented, Tabs } from 'antd'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import {
  changeQuery,
  checkQuery,
  createQuery,
  exportStatement,
  labSchemaQuery,
  type QueryToSave,
  type SavedQuery,
} from '../../../api/sql-lab.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Page } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { AnswerChart } from './answer-chart.tsx'
import { AnswerTable } from './answer-table.tsx'
import { useProblemText } from './problem-text.ts'
import { RunHistory } from './run-history.tsx'
import { SavedList } from './saved-list.tsx'
import { SaveQuery } from './save-query.tsx'
import { SchemaBrowser } from './schema-browser.tsx'
import { useCheck, useDraft, useRun } from './use-statement.ts'
import './sql-lab.css'

// The editor is large: the frame is there while it comes.
const SqlEditor = lazy(async () => ({ default: (await import('./sql-editor.tsx')).SqlEditor }))

const example = `SELECT branch, count() AS customers, round(avg(age), 1) AS average_age
FROM customer
GROUP BY branch
ORDER BY customers DESC
LIMIT 20`

export function SqlLabPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.sqlLab')} lead={t('sqlLab.lead')} scope="sql:read">
      <SqlLab />
    </Page>
  )
}

function SqlLab() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const schema = useQuery(labSchemaQuery)
  const [sql, setSql] = useDraft(example)
  const [opened, setOpened] = useState<SavedQuery>()
  const [naming, setNaming] = useState(false)
  const insert = useRef<(text: string) => void>(() => undefined)
  const check = useCheck()
  const { run, cancel, cancelled } = useRun()
  const save = useMutation({
    mutationFn: ({ target, body }: { target: SavedQuery | undefined; body: QueryToSave }) =>
      target === undefined ? createQuery(body) : changeQuery(target, body),
    onSuccess: async (saved) => {
      setNaming(false)
      setOpened(saved)
      await queries.invalidateQueries({ queryKey: ['sql-lab', 'queries'] })
      message.success(t('sqlLab.savedNow'))
    },
    onError: (error) => {
      if (!naming) tellProblem(error)
    },
  })
  const download = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') => exportStatement(sql, format),
    onSuccess: (file, format) => saveBlob(`${opened?.name ?? 'query'}.${format}`, file),
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['sql-lab', 'runs'] }),
  })
  const start = () => {
    if (!run.isPending && sql.trim() !== '') run.mutate(sql)
  }
  const own = opened?.mine === true ? opened : undefined
  const changed = opened !== undefined && opened.sql !== sql
  const keep = () => {
    if (own === undefined) setNaming(true)
    else if (changed) save.mutate({ target: own, body: { ...pick(own), sql } })
  }
  if (schema.isPending) return <LoadingState />
  if (schema.isError)
    return (
      <div className="bn-panel">
        <ProblemState error={schema.error} retry={() => void schema.refetch()} />
      </div>
    )
  return (
    <div className="bn-sql">
      <aside className="bn-panel bn-sql-side">
        <Tabs
          size="small"
          items={[
            {
              key: 'schema',
              label: t('sqlLab.tables'),
              children: <SchemaBrowser schema={schema.data} insert={(text) => insert.current(text)} />,
            },
            {
              key: 'saved',
              label: t('sqlLab.saved'),
              children: (
                <SavedList
                  opened={opened}
                  onOpen={(query) => {
                    setOpened(query)
                    setSql(query.sql)
                  }}
                  onDeleted={({ id }) => id === opened?.id && setOpened(undefined)}
                />
              ),
            },
            {
              key: 'history',
              label: t('sqlLab.history'),
              children: (
                <RunHistory
                  onOpen={(before) => {
                    setOpened(undefined)
                    setSql(before.sql)
                  }}
                />
              ),
            },
          ]}
        />
      </aside>
      <div className="bn-sql-main">
        {schema.data.dataScope !== null && (
          <Alert
            type="info"
            showIcon
            title={t('sqlLab.scoped', { organisations: schema.data.dataScope.join('、') || '—' })}
          />
        )}
        <section className="bn-panel">
          <div className="bn-sql-bar">
            {run.isPending ? (
              <Button danger icon={<StopOutlined />} onClick={cancel}>
                {t('sqlLab.stop')}
              </Button>
            ) : (
              <Button
                type="primary"
                icon={<CaretRightOutlined />}
                title="Ctrl+Enter"
                disabled={sql.trim() === ''}
                onClick={start}
              >
                {t('sqlLab.run')}
              </Button>
            )}
            <span className="bn-sql-name">
              {opened === undefined ? t('sqlLab.unsaved') : opened.name}
              {changed && <i> · {t('sqlLab.changed')}</i>}
            </span>
            {opened !== undefined && (
              <Button
                type="text"
                icon={<PlusOutlined />}
                onClick={() => {
                  setOpened(undefined)
                  setSql('')
                }}
              >
                {t('sqlLab.new')}
              </Button>
            )}
            {own !== undefined && (
              <Button type="text" onClick={() => setNaming(true)}>
                {t('sqlLab.rename')}
              </Button>
            )}
            <Button
              icon={<SaveOutlined />}
              title="Ctrl+S"
              loading={save.isPending && !naming}
              disabled={sql.trim() === '' || (own !== undefined && !changed)}
              onClick={keep}
            >
              {t('sqlLab.save')}
            </Button>
            <Dropdown
              trigger={['click']}
              disabled={sql.trim() === '' || run.isPending}
              menu={{
                items: [
                  { key: 'csv', label: 'CSV' },
                  { key: 'xlsx', label: 'Excel' },
                ],
                onClick: ({ key }) => download.mutate(key === 'xlsx' ? 'xlsx' : 'csv'),
              }}
            >
              <Button icon={<DownloadOutlined />} loading={download.isPending}>
                {t('sqlLab.export')}
              </Button>
            </Dropdown>
          </div>
          <Suspense fallback={<LoadingState />}>
            <SqlEditor
              value={sql}
              label={t('sqlLab.statement')}
              hint={t('sqlLab.hint')}
              schema={schema.data}
              check={check}
              onChange={setSql}
              onRun={start}
              onSave={keep}
              onReady={(write) => {
                insert.current = write
              }}
            />
          </Suspense>
        </section>
        <Answer run={run} cancelled={cancelled} limit={schema.data.limits.rows} />
      </div>
      {naming && (
        <SaveQuery
          start={own ?? { name: '', description: '', shared: false }}
          saving={save.isPending}
          error={save.error}
          onSave={(values) => save.mutate({ target: own, body: { ...values, sql } })}
          onClose={() => {
            setNaming(false)
            save.reset()
          }}
        />
      )}
    </div>
  )
}

const pick = ({ name, description, shared }: SavedQuery) => ({ name, description, shared })

function Answer({
  run,
  cancelled,
  limit,
}: {
  run: ReturnType<typeof useRun>['run']
  cancelled: boolean
  limit: number
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const [view, setView] = useState<'table' | 'chart'>('table')
  const textOf = useProblemText()
  // The place of what was refused leads to its reason in the reader's language.
  const refused = run.isError && problemOf(run.error).errors.some(({ path }) => path.includes('#char='))
  const reason = useQuery({ ...checkQuery(run.variables ?? ''), enabled: refused })
  if (run.isPending)
    return (
      <section className="bn-panel" aria-busy>
        <LoadingState />
      </section>
    )
  if (cancelled) return <Alert type="warning" showIcon title={t('sqlLab.cancelled')} />
  if (run.isError) {
    const problem = problemOf(run.error)
    return problem.code === 'invalid_definition' ||
      problem.code === 'too_large' ||
      problem.code === 'conflict' ? (
      <Alert
        type="error"
        showIcon
        title={t('sqlLab.failed')}
        description={refused && reason.data?.problem ? textOf(reason.data.problem) : problem.detail}
      />
    ) : (
      <section className="bn-panel">
        <ProblemState error={run.error} />
      </section>
    )
  }
  if (run.data === undefined) return <p className="bn-sql-nothing">{t('sqlLab.nothingYet')}</p>
  const answer = run.data
  return (
    <section className="bn-panel" aria-label={t('sqlLab.answer')}>
      <div className="bn-sql-bar">
        <Segmented
          size="small"
          value={view}
          onChange={setView}
          options={[
            { value: 'table', label: t('sqlLab.table') },
            { value: 'chart', label: t('sqlLab.chart.title') },
          ]}
        />
        <span className="bn-sql-facts">
          {answer.truncated
            ? t('sqlLab.truncated', { rows: format.count(limit) })
            : t('sqlLab.rows', { rows: format.count(answer.rows.length) })}
          {' · '}
          {t('sqlLab.milliseconds', { ms: format.count(answer.milliseconds) })}
          {answer.rowsRead !== null &&
            answer.bytesRead !== null &&
            ` · ${t('sqlLab.read', { rows: format.short(answer.rowsRead), bytes: bytesText(answer.bytesRead) })}`}
        </span>
      </div>
      {view === 'table' ? <AnswerTable answer={answer} /> : <AnswerChart answer={answer} />}
    </section>
  )
}

function saveBlob(name: string, file: Blob): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`
}
