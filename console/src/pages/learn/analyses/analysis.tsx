import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Analysis as AnalysisOfApi,
  type SavedAnalysis,
  savedAnalysisQuery,
} from '../../../api/analyses.ts'
import type { WidgetContent } from '../../../api/dashboards.ts'
import { useFormats } from '../../../app/format.ts'
import { Page, Panel } from '../../../components/page.tsx'
import { WaitingPage } from '../../../components/waiting-page.tsx'
import { type RuleCatalogue, useRuleCatalogue } from '../../understand/rule-builder/use-rule-catalogue.ts'
import { PinToDashboard } from '../dashboards/pin-to-dashboard.tsx'
import './analyses.css'
import { AnswerPane } from './answer/answer-pane.tsx'
import { writeQuestion } from './model/gaps.ts'
import { newQuestion } from './model/new-question.ts'
import { readQuestion } from './model/question.ts'
import { QuestionPanel } from './question/question-panel.tsx'
import { SaveAnalysis } from './save-analysis.tsx'
import { useAnswer } from './use-answer.ts'
import { useQuestion } from './use-question.ts'

export function NewAnalysisPage() {
  return <AnalysisPage />
}

export function SavedAnalysisPage() {
  const { id } = useParams({ from: '/signed-in/learn/analyses/$id' })
  return <AnalysisPage key={id} id={Number(id)} />
}

/** Loads what the page needs before it opens. */
function AnalysisPage({ id }: { id?: number }) {
  const { t } = useTranslation()
  const { catalogue, error, retry } = useRuleCatalogue()
  const saved = useQuery({ ...savedAnalysisQuery(id ?? 0), enabled: id !== undefined })
  const failed = error ?? (saved.isError ? saved.error : undefined)
  if (catalogue !== undefined && failed === undefined && (id === undefined || saved.data !== undefined))
    return <Analysis catalogue={catalogue} saved={saved.data} />
  return (
    <WaitingPage
      title={t('analyses.new')}
      scope="learn:read"
      error={failed}
      retry={() => {
        retry()
        void saved.refetch()
      }}
    />
  )
}

function Analysis({ catalogue, saved }: { catalogue: RuleCatalogue; saved: SavedAnalysis | undefined }) {
  const { t } = useTranslation()
  const format = useFormats()
  const savedText = JSON.stringify(saved?.analysis)
  const start = useMemo(
    () => (savedText === undefined ? undefined : (readQuestion(JSON.parse(savedText)) ?? undefined)),
    [savedText],
  )
  const editor = useQuestion(start)
  const { question, settled, isSettled } = editor
  // A question of a type that this console does not know yet is not shown as another one.
  const broken = editor.broken || (saved !== undefined && start === undefined)
  const analysis = useMemo(() => writeQuestion(settled), [settled])
  const live = useAnswer(broken ? null : analysis, isSettled)
  const problems = useMemo(
    () =>
      (live.problem?.errors ?? []).map(({ path, message }) => ({
        path: path.replace(/^\/analysis/, ''),
        message,
      })),
    [live.problem],
  )
  const dirty = start !== undefined && JSON.stringify(start) !== JSON.stringify(question)
  useAgainKey(live.again)
  return (
    <Page
      title={saved === undefined ? t('analyses.new') : format.name(saved.name)}
      lead={
        <>
          {saved?.description === undefined || saved.description === ''
            ? t(`analyses.typeHelp.${question.type}`)
            : saved.description}{' '}
          {dirty && <span className="bn-ask-changed">{t('analyses.changed')}</span>}
        </>
      }
      scope="learn:read"
      actions={
        <>
          <PinToDashboard content={pinned(saved, dirty, writeQuestion(question))} />
          <SaveAnalysis saved={saved} dirty={dirty} analysis={writeQuestion(question)} />
        </>
      }
    >
      {broken ? (
        <Panel>
          <div className="bn-state" role="alert">
            <h2>{t('analyses.broken')}</h2>
            <p>{t('analyses.brokenHelp')}</p>
            <Button onClick={() => editor.change(start ?? newQuestion('funnel'))}>
              {t('analyses.startOver')}
            </Button>
          </div>
        </Panel>
      ) : (
        <div className="bn-analysis">
          <QuestionPanel editor={editor} catalogue={catalogue} problems={problems} />
          <AnswerPane live={live} complete={analysis !== null} catalogue={catalogue} />
        </div>
      )}
    </Page>
  )
}

/** A saved question goes onto a dashboard as such, and follows its changes; another one as it stands. */
function pinned(
  saved: SavedAnalysis | undefined,
  dirty: boolean,
  analysis: AnalysisOfApi | null,
): WidgetContent | null {
  if (saved !== undefined && !dirty) return { kind: 'saved', analysis: saved.id, picture: 'auto' }
  return analysis === null ? null : { kind: 'analysis', analysis, picture: 'auto' }
}

/** Ctrl+Enter asks again, past the cache. */
function useAgainKey(again: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      if (document.querySelector('.ant-modal-wrap') !== null) return
      event.preventDefault()
      again()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [again])
}
