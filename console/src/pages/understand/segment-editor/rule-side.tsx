import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { profileQuery, type RuleJson, sampleQuery } from '../../../api/rules.ts'
import { useLanguage } from '../../../app/language.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { CountPanel } from '../rule-builder/count-panel.tsx'
import { type LiveCount, useSettled } from '../rule-builder/use-live-count.ts'
import { MemberList } from '../segment-parts/member-list.tsx'
import { ProfileCharts } from '../segment-parts/profile-charts.tsx'

/** The count, the rule in words, and who it means: beside the builder, always in sight. */
export function RuleSide(props: {
  count: LiveCount
  rule: unknown
  json: string | null
  gaps: number
  name: string
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { count, json } = props
  const [view, setView] = useState<'sample' | 'profile'>('sample')
  const sentence = json === null ? undefined : count.estimate?.sentence
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <aside className="bn-editor-side">
      <CountPanel count={count} gaps={props.gaps} empty={json === null} />
      <section className="bn-words" data-stale={!count.fresh && json !== null}>
        <h2>{t('segments.sentence.title')}</h2>
        {sentence === undefined ? (
          <p className="bn-quiet">{t('segments.sentence.empty')}</p>
        ) : (
          <>
            <p lang={language}>{sentence[language]}</p>
            <p lang={other} className="bn-quiet">
              {sentence[other]}
            </p>
          </>
        )}
      </section>
      <section className="bn-who">
        <Segmented
          block
          size="small"
          value={view}
          options={(['sample', 'profile'] as const).map((value) => ({
            value,
            label: t(`segments.side.${value}`),
          }))}
          onChange={setView}
        />
        {view === 'sample' ? <Sample {...props} /> : <RuleProfile {...props} />}
      </section>
    </aside>
  )
}

const pauseMilliseconds = 500

/** The rule once the editing pauses and the server found it right. */
function useCalmRule({ count, json }: { count: LiveCount; json: string | null }): RuleJson | null {
  const settled = useSettled(json, pauseMilliseconds)
  return settled === null || settled !== json || count.problem !== undefined
    ? null
    : (JSON.parse(settled) as RuleJson)
}

function Sample(props: { count: LiveCount; json: string | null; name: string }) {
  const { t } = useTranslation()
  const may = useMay('customers:read')
  const rule = useCalmRule(props)
  const sample = useQuery({
    ...sampleQuery(may ? rule : null, props.name),
    placeholderData: (before) => before,
  })
  if (!may) return <p className="bn-quiet">{t('segments.sample.forbidden')}</p>
  if (props.json === null) return null
  if (sample.isError) return <ProblemState error={sample.error} retry={() => void sample.refetch()} />
  if (sample.data === undefined) return rule === null ? null : <LoadingState />
  return sample.data.length === 0 ? (
    <p className="bn-quiet">{t('segments.sample.empty')}</p>
  ) : (
    <MemberList members={sample.data} stale={sample.isPlaceholderData} />
  )
}

function RuleProfile(props: { count: LiveCount; json: string | null; name: string }) {
  const rule = useCalmRule(props)
  const profile = useQuery({
    ...profileQuery(rule === null ? null : { rule }, props.name),
    placeholderData: (before) => before,
  })
  if (props.json === null) return null
  if (profile.isError) return <ProblemState error={profile.error} retry={() => void profile.refetch()} />
  if (profile.data === undefined) return rule === null ? null : <LoadingState />
  return <ProfileCharts profile={profile.data} narrow stale={profile.isPlaceholderData} />
}
