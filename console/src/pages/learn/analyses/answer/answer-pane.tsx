import { PauseCircleOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons'
import { Alert, Button, Progress, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { daysOf } from '#pictures'
import type { Answered } from '../../../../api/analyses.ts'
import { useFormats } from '../../../../app/format.ts'
import { useFilters } from '../../../../app/search.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'
import { type LiveAnswer, patience } from '../use-answer.ts'
import { CellDrawer } from '../who/cell-drawer.tsx'
import { AnswerNumbers } from './answer-numbers.tsx'
import { AnswerPicture } from './answer-picture.tsx'
import { useAnswerWords, useNames } from './words.ts'

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

/** Seconds after which the server gives a question up. */
const most = 60

/** Told only when a question takes long enough to wonder. */
function Running({ live }: { live: LiveAnswer }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { progress, seconds } = live
  if (!live.running || seconds < patience) return null
  const { readRows = 0, totalRows = 0, secondsLeft = null } = progress ?? {}
  const known = totalRows > 0
  const left = secondsLeft === null ? null : Math.ceil(secondsLeft)
  return (
    <div className="bn-answer-running" role="status">
      <Progress
        percent={Math.min(99, known ? (100 * readRows) / totalRows : (100 * seconds) / most)}
        showInfo={false}
        size="small"
        status="active"
      />
      <span>
        {progress?.state === 'waiting'
          ? t('analyses.answer.waiting')
          : [
              ...(known
                ? [
                    t('analyses.answer.read', {
                      read: format.short(readRows),
                      total: format.short(totalRows),
                    }),
                  ]
                : []),
              ...(left === null ? [] : [t('analyses.answer.left', { seconds: format.count(left) })]),
              t('analyses.answer.running', { seconds: format.count(seconds), most }),
            ].join(' · ')}
      </span>
      <Button size="small" onClick={live.stop}>
        {t('analyses.answer.stop')}
      </Button>
    </div>
  )
}

function AnswerView(props: { live: LiveAnswer; answered: Answered; catalogue: RuleCatalogue }) {
  const { live, answered, catalogue } = props
  const { analysis, answer } = answered
  const names = useNames(catalogue)
  const words = useAnswerWords(answered, names)
  const [filters, change] = useFilters()
  const openCell = (cell: string | undefined) => change({ cell })
  return (
    <div className="bn-answer-body" data-stale={!live.fresh}>
      <div className="bn-panel">
        <Head live={live} answered={answered} />
        <div className="bn-panel-body">
          <AnswerPicture answered={answered} names={names} words={words} onWho={openCell} />
        </div>
      </div>
      <AnswerNumbers answered={answered} words={words} onWho={openCell} />
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
