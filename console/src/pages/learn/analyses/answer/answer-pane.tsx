import { DownloadOutlined, PauseCircleOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons'
import { Alert, Button, Progress, Select, Tabs, Tag } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answered } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { useFilters } from '../../../../app/search.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'
import type { LiveAnswer } from '../use-answer.ts'
import { CellDrawer } from '../who/cell-drawer.tsx'
import { NumbersTable } from './answer-table.tsx'
import { csvOf, saveFile } from './csv.ts'
import { FunnelPicture } from './funnel-picture.tsx'
import { MatrixPicture } from './heat-picture.tsx'
import type { PictureProperties } from './picture.ts'
import { RetentionPicture } from './retention-picture.tsx'
import type { TrendKind } from './trend-picture.tsx'
import { daysOf, useAnswerWords } from './words.ts'

const BarsPicture = lazy(() => import('./bars-picture.tsx'))
const CurvesPicture = lazy(() => import('./curves-picture.tsx'))
const PathPicture = lazy(() => import('./path-picture.tsx'))
const TrendPicture = lazy(() => import('./trend-picture.tsx'))

interface Properties {
  readonly live: LiveAnswer
  readonly complete: boolean
  readonly catalogue: RuleCatalogue
}

/** What is answered: the picture, and the numbers beneath it. */
export function AnswerPane({ live, complete, catalogue }: Properties) {
  const { t } = useTranslation()
  const { answered, problem } = live
  return (
    <section className="bn-answer" aria-label={t('analyses.answer.title')} aria-busy={live.running}>
      <Running live={live} />
      {answered === undefined ? (
        <div className="bn-panel">
          <Nothing live={live} complete={complete} />
        </div>
      ) : (
        <>
          {!complete && <Alert type="info" showIcon title={t('analyses.answer.incomplete')} />}
          {live.stopped && (
            <Alert
              type="info"
              showIcon
              title={t('analyses.answer.stopped')}
              action={
                <Button size="small" onClick={live.again}>
                  {t('state.retry')}
                </Button>
              }
            />
          )}
          {problem !== undefined && (
            <Alert
              type="error"
              showIcon
              title={problem.detail === '' ? problem.title : problem.detail}
              action={
                <Button size="small" onClick={live.again}>
                  {t('state.retry')}
                </Button>
              }
            />
          )}
          <AnswerView live={live} answered={answered} catalogue={catalogue} />
        </>
      )}
    </section>
  )
}

function Nothing({ live, complete }: { live: LiveAnswer; complete: boolean }) {
  const { t } = useTranslation()
  if (live.problem !== undefined) return <ProblemState error={live.error} retry={live.again} />
  if (live.stopped)
    return (
      <div className="bn-state">
        <PauseCircleOutlined style={iconStyle} />
        <h2>{t('analyses.answer.stopped')}</h2>
        <Button onClick={live.again}>{t('state.retry')}</Button>
      </div>
    )
  if (!complete)
    return (
      <div className="bn-state">
        <SearchOutlined style={iconStyle} />
        <h2>{t('analyses.answer.empty')}</h2>
        <p>{t('analyses.answer.emptyHelp')}</p>
      </div>
    )
  return <LoadingState />
}
const iconStyle = { fontSize: 30, color: 'var(--bn-quiet)' }

const patience = 1
/** Seconds after which the server gives a question up. */
const most = 60

/** Told only when a question takes long enough to wonder. */
function Running({ live }: { live: LiveAnswer }) {
  const { t } = useTranslation()
  const format = useFormats()
  if (!live.running || live.seconds < patience) return null
  return (
    <div className="bn-answer-running" role="status">
      <Progress
        percent={Math.min(99, (100 * live.seconds) / most)}
        showInfo={false}
        size="small"
        status="active"
      />
      <span>{t('analyses.answer.running', { seconds: format.count(live.seconds), most })}</span>
      <Button size="small" onClick={live.stop}>
        {t('analyses.answer.stop')}
      </Button>
    </div>
  )
}

function AnswerView(props: { live: LiveAnswer; answered: Answered; catalogue: RuleCatalogue }) {
  const { live, answered, catalogue } = props
  const { analysis, answer } = answered
  const words = useAnswerWords(answered, catalogue)
  const [filters, change] = useFilters()
  const openCell = (cell: string | undefined) => change({ cell })
  return (
    <div className="bn-answer-body" data-stale={!live.fresh}>
      <div className="bn-panel">
        <Head live={live} answered={answered} />
        <div className="bn-panel-body">
          <Suspense fallback={<div style={{ height: 340 }} />}>
            <Picture answered={answered} words={words} onWho={openCell} />
          </Suspense>
        </div>
      </div>
      <Numbers answered={answered} words={words} onWho={openCell} />
      <CellDrawer
        analysis={analysis}
        answer={answer}
        words={words}
        cell={filters['cell']}
        onClose={() => openCell(undefined)}
      />
    </div>
  )
}

/** Days, time and how the answer came about. */
function Head({ live, answered }: { live: LiveAnswer; answered: Answered }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { answer } = answered
  return (
    <div className="bn-answer-head">
      <b>{daysOf(answer.current)}</b>
      <span className="bn-quiet">
        {t('analyses.answer.asOf', { time: format.time(answer.asOf) })} ·{' '}
        {answer.cached
          ? t('analyses.answer.cached')
          : t('analyses.answer.took', { milliseconds: format.count(Math.max(1, answer.milliseconds)) })}
      </span>
      {answer.sample !== null && (
        <Tag color="warning">{t('analyses.answer.sampled', { share: format.share(answer.sample) })}</Tag>
      )}
      <span className="bn-toolbar-grow" />
      <Button
        type="text"
        size="small"
        icon={<ReloadOutlined />}
        loading={live.running}
        title="Ctrl+Enter"
        onClick={live.again}
      >
        {t('analyses.answer.again')}
      </Button>
    </div>
  )
}

/** The same list for the same column, so that a drawing is not made again and again. */
const lists = new Map<string, readonly string[]>()
function keysFor(key: string): readonly string[] {
  const list = lists.get(key) ?? [key]
  lists.set(key, list)
  return list
}
const keysOf = { median: ['p25', 'median', 'p75'], mean: ['mean'] }

const trendKinds = ['line', 'area', 'bar', 'stacked'] as const satisfies TrendKind[]

function Picture(props: PictureProperties) {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const { answered, words } = props
  const { analysis, answer } = answered
  const [first] = answer.series
  const series = answer.series.find(({ key }) => key === filters['series']) ?? first
  const view = filters['view']
  const choose = (
    name: 'view' | 'series',
    label: string,
    value: string,
    options: readonly { value: string; label: string }[],
  ) => (
    <Select
      size="small"
      aria-label={label}
      className="bn-answer-choice"
      popupMatchSelectWidth={false}
      value={value}
      options={[...options]}
      onChange={(next) =>
        change({ [name]: next === options[0]?.value ? undefined : next }, { replace: true })
      }
    />
  )
  const seriesChoice =
    series !== undefined &&
    answer.series.length > 1 &&
    choose(
      'series',
      t('analyses.answer.series'),
      series.key,
      answer.series.map((one) => ({ value: one.key, label: words.series(one) })),
    )
  const viewChoice = <View extends string>(views: readonly View[], label: (view: View) => string) =>
    choose(
      'view',
      t('analyses.answer.view'),
      views.find((one) => one === view) ?? views[0] ?? '',
      views.map((value) => ({ value, label: label(value) })),
    )
  const alone = useMemo<Answered>(
    () => ({ analysis, answer: { ...answer, series: series === undefined ? [] : [series] } }),
    [analysis, answer, series],
  )
  const binKeys = useMemo(
    () => (answer.tables[0]?.columns ?? []).map(({ key }) => key).filter((key) => /^b\d+$/.test(key)),
    [answer.tables],
  )
  const tableOf = (name: string) => answer.tables.find(({ key }) => key === name)
  if (first === undefined || series === undefined)
    return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  switch (analysis.type) {
    case 'funnel': {
      const times = answer.tables.find(({ key }) => key === 'times')
      return (
        <>
          <div className="bn-answer-choices">
            {viewChoice(['steps', 'times'] as const, (one) => t(`analyses.funnel.${one}`))}
          </div>
          {view === 'times' && times !== undefined ? (
            <BarsPicture {...props} table={times} />
          ) : (
            <FunnelPicture {...props} />
          )}
        </>
      )
    }
    case 'trend':
      return (
        <>
          <div className="bn-answer-choices">
            {viewChoice(trendKinds, (one) => t(`analyses.trend.kinds.${one}`))}
          </div>
          <TrendPicture {...props} kind={trendKinds.find((one) => one === view) ?? 'line'} />
        </>
      )
    case 'retention':
      return (
        <>
          <div className="bn-answer-choices">
            {viewChoice(['heat', 'curves'] as const, (one) => t(`analyses.retention.${one}`))}
            {view !== 'curves' && seriesChoice}
          </div>
          {view === 'curves' ? <CurvesPicture {...props} /> : <RetentionPicture {...props} series={series} />}
        </>
      )
    case 'path':
      return (
        <>
          {seriesChoice !== false && <div className="bn-answer-choices">{seriesChoice}</div>}
          <PathPicture {...props} series={series} />
        </>
      )
    case 'distribution':
    case 'interval': {
      const bars = tableOf('bins') ?? tableOf('bars')
      return (
        <>
          {analysis.type === 'interval' && (
            <div className="bn-answer-choices">
              {viewChoice(['bars', 'median', 'mean'] as const, (one) => t(`analyses.interval.${one}`))}
            </div>
          )}
          {analysis.type === 'interval' && (view === 'median' || view === 'mean') ? (
            <TrendPicture {...props} kind="line" keys={keysOf[view]} />
          ) : (
            bars !== undefined && <BarsPicture {...props} table={bars} />
          )}
        </>
      )
    }
    case 'lifecycle':
      return (
        <>
          {seriesChoice !== false && <div className="bn-answer-choices">{seriesChoice}</div>}
          <TrendPicture {...props} answered={alone} kind="stacked" />
        </>
      )
    case 'frequency':
      return (
        <>
          {seriesChoice !== false && <div className="bn-answer-choices">{seriesChoice}</div>}
          <TrendPicture {...props} answered={alone} kind="stacked" keys={binKeys} />
        </>
      )
    case 'sessions':
    case 'aum': {
      const columns = (answer.tables[0]?.columns ?? []).filter(({ key }) => key !== 't')
      const column = columns.find(({ key }) => key === view) ?? columns[0]
      return (
        <>
          <div className="bn-answer-choices">
            {viewChoice(
              columns.map(({ key }) => key),
              (one) => {
                const named = columns.find(({ key }) => key === one)
                return named === undefined ? one : words.column(named)
              },
            )}
          </div>
          {column !== undefined && (
            <TrendPicture
              {...props}
              kind={analysis.type === 'aum' ? 'area' : 'line'}
              keys={keysFor(column.key)}
            />
          )}
        </>
      )
    }
    case 'heat': {
      const hours = tableOf('hours')
      return (
        <>
          {seriesChoice !== false && <div className="bn-answer-choices">{seriesChoice}</div>}
          {hours !== undefined && (
            <MatrixPicture
              {...props}
              series={series}
              table={hours}
              left="weekday"
              top="hour"
              cell={analysis.measure === 'users' ? 'customers' : 'events'}
            />
          )}
        </>
      )
    }
    case 'tier_migration': {
      const moves = tableOf('moves')
      return (
        <>
          {seriesChoice !== false && <div className="bn-answer-choices">{seriesChoice}</div>}
          {moves !== undefined && (
            <MatrixPicture
              {...props}
              series={series}
              table={moves}
              left="from"
              top="to"
              cell="customers"
              byRow
            />
          )}
        </>
      )
    }
  }
}

const named = [
  'steps',
  'times',
  'points',
  'cohorts',
  'overall',
  'nodes',
  'links',
  'bins',
  'summary',
  'periods',
  'hours',
  'bars',
  'entries',
  'exits',
  'moves',
  'tiers',
] as const

/** The same numbers as tables, each of which can be taken along as a file. */
function Numbers({ answered, words, onWho }: PictureProperties) {
  const { t } = useTranslation()
  const { analysis, answer } = answered
  const [chosen, setChosen] = useState<string>()
  const { tables } = answer
  const tableName = (key: string) => {
    const known = named.find((one) => one === key)
    return known === undefined ? key : t(`analyses.tables.${known}`)
  }
  const table = tables.find(({ key }) => key === chosen) ?? tables[0]
  const name = useMemo(
    () => `${analysis.type}-${answer.current.from}-${answer.current.to}`,
    [analysis.type, answer.current],
  )
  if (table === undefined) return null
  return (
    <div className="bn-panel bn-answer-numbers" data-testid="answer-table">
      <Tabs
        size="small"
        activeKey={table.key}
        onChange={setChosen}
        items={tables.map(({ key }) => ({ key, label: tableName(key) }))}
        tabBarExtraContent={
          <Button
            type="text"
            size="small"
            icon={<DownloadOutlined />}
            onClick={() =>
              saveFile(`${name}-${table.key}.csv`, csvOf(table, words, t('analyses.answer.series')))
            }
          >
            CSV
          </Button>
        }
      />
      <NumbersTable key={table.key} table={table} words={words} onWho={onWho} />
    </div>
  )
}
