import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AnswerWords, headlineOf } from '#pictures'
import type { Answered } from '../../../../api/analyses.ts'
import { AnswerNumbers } from '../../analyses/answer/answer-numbers.tsx'
import { NumbersTable } from '../../analyses/answer/answer-table.tsx'
import { useAnswerWords } from '../../analyses/answer/words.ts'
import type { LiveAnswer } from '../../analyses/use-answer.ts'
import { CellDrawer } from '../../analyses/who/cell-drawer.tsx'
import { Change } from '../../metrics/change.tsx'
import { useBoard } from './board-context.ts'
import { useMarks } from './use-marks.ts'
import { Waiting } from './waiting.tsx'

const DrawnPicture = lazy(() => import('../../analyses/answer/drawn-picture.tsx'))

interface Properties {
  readonly live: LiveAnswer
  /** `auto`: the usual one of its type; `table`, `number`, or one of the views that it has. */
  readonly picture: string
  readonly width: number
  /** Also all its numbers, beneath. */
  readonly withNumbers?: boolean
}

/** The answer to a question, small: a picture, a table, or one number. */
export function AnalysisWidget({ live, picture, width, withNumbers = false }: Properties) {
  const { answered } = live
  if (answered === undefined)
    return (
      <Waiting
        error={live.problem === undefined ? undefined : live.error}
        stopped={live.stopped}
        seconds={live.seconds}
        stop={live.stop}
        again={live.again}
      />
    )
  return (
    <div className="bn-widget-answer" data-stale={!live.fresh}>
      <Answer answered={answered} picture={picture} width={width} withNumbers={withNumbers} />
    </div>
  )
}

type AnswerProperties = Omit<Properties, 'live'> & { readonly answered: Answered }

function Answer({ answered, picture, width, withNumbers }: AnswerProperties) {
  const { names } = useBoard()
  const words = useAnswerWords(answered, names)
  const [cell, setCell] = useState<string>()
  return (
    <>
      <div className="bn-widget-picture">
        <Shown answered={answered} picture={picture} width={width} onWho={setCell} />
      </div>
      {withNumbers && <AnswerNumbers answered={answered} words={words} onWho={setCell} />}
      <CellDrawer
        analysis={answered.analysis}
        answer={answered.answer}
        words={words}
        cell={cell}
        onClose={() => setCell(undefined)}
      />
    </>
  )
}

function Shown(props: Omit<AnswerProperties, 'withNumbers'> & { onWho: (cell: string) => void }) {
  const { answered, picture, width, onWho } = props
  const { names } = useBoard()
  const words = useAnswerWords(answered, names)
  const marks = useMarks(answered.answer.current)
  const [table] = answered.answer.tables
  if (picture === 'number') return <Headline answered={answered} words={words} />
  if (picture === 'table' && table !== undefined)
    return (
      <div className="bn-widget-scroll">
        <NumbersTable table={table} words={words} onWho={onWho} />
      </div>
    )
  return (
    <Suspense fallback={null}>
      <DrawnPicture
        answered={answered}
        names={names}
        marks={marks}
        view={picture === 'auto' ? undefined : picture}
        width={width}
        height="100%"
        onWho={onWho}
      />
    </Suspense>
  )
}

function Headline({ answered, words }: { answered: Answered; words: AnswerWords }) {
  const { t } = useTranslation()
  const headline = headlineOf(answered.analysis.type, answered.answer, words)
  if (headline === null) return <p className="bn-quiet bn-answer-nothing">{t('analyses.answer.nothing')}</p>
  return (
    <div className="bn-widget-number">
      <b>{headline.text}</b>
      {headline.compared !== null && (
        <p>
          <Change share={headline.compared.change} direction="up" />{' '}
          <span className="bn-quiet">
            {headline.compared.label}: {headline.compared.text}
          </span>
        </p>
      )}
      <p className="bn-quiet">{headline.label}</p>
    </div>
  )
}
