import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import type { RuleJson } from '../../../api/rules.ts'
import {
  changeSegment,
  createSegment,
  type SegmentDetail,
  segmentQuery,
  setSchedule,
} from '../../../api/segments.ts'
import { useTellProblem } from '../../../components/tell-problem.ts'
import type { WrittenRule } from '../rule-builder/model/tree.ts'
import { startOfSchedule } from '../segment-parts/schedule-start.ts'
import { SaveDialog, type SegmentNaming } from './save-dialog.tsx'

interface Properties {
  readonly segment: SegmentDetail | undefined
  /** Version that the rule began from. */
  readonly version: number
  /** Somebody else saved meanwhile: a second save is meant to replace theirs, which has this version. */
  readonly onConflict: (version: number) => void
  readonly written: WrittenRule
  /** The server found something wrong with the rule. */
  readonly wrong: boolean
  readonly onSaved: () => void
}

/** Saves the rule: a new segment is named first. Ctrl+S does the same. */
export function SaveRule({ segment, version, onConflict, written, wrong, onSaved }: Properties) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [naming, setNaming] = useState(false)
  const save = useMutation({
    mutationFn: async ({ key, every = 'none', name, description }: SegmentNaming) => {
      const definition = { name, description, rule: written.rule as RuleJson }
      if (segment !== undefined) return changeSegment(segment.key, version, definition)
      const created = await createSegment(key, definition)
      const schedule = startOfSchedule(every)
      return schedule === null ? created : setSchedule(created, schedule, false)
    },
    onSuccess: async ({ key }) => {
      onSaved()
      setNaming(false)
      await queries.invalidateQueries({ queryKey: ['segments'] })
      message.success(segment === undefined ? t('segments.created') : t('segments.saved'))
      await navigate({ to: '/understand/segments/$key', params: { key }, ignoreBlocker: true })
    },
    onError: async (error) => {
      const problem = problemOf(error)
      if (segment === undefined) return
      if (problem.status !== 412) {
        tellProblem(error)
        return
      }
      const latest = await queries.fetchQuery({ ...segmentQuery(segment.key), staleTime: 0 })
      onConflict(latest.version)
      message.warning(t('segments.conflict'), 8)
    },
  })
  const hint =
    written.rule === null
      ? t('segments.nothing')
      : written.gaps.length > 0 || wrong
        ? t('segments.incomplete')
        : undefined
  const start = () => {
    if (hint !== undefined) message.warning(hint)
    else if (segment === undefined) setNaming(true)
    else save.mutate(segment)
  }
  useSaveKey(start)
  return (
    <>
      <Button type="primary" loading={save.isPending} title={hint ?? 'Ctrl+S'} onClick={start}>
        {t('segments.save')}
      </Button>
      {naming && (
        <SaveDialog
          title={t('segments.saveAs')}
          asksForSchedule
          saving={save.isPending}
          error={save.error}
          onSave={save.mutate}
          onClose={() => {
            setNaming(false)
            save.reset()
          }}
        />
      )}
    </>
  )
}

function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
      event.preventDefault()
      if (document.querySelector('.ant-modal-wrap') === null) save()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [save])
}
