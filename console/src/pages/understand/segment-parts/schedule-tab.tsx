import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Schedule, type SegmentDetail, setRetention, setSchedule } from '../../../api/segments.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { NextTimes, ScheduleFields } from './schedule-fields.tsx'
import { type Every, startOfSchedule } from './schedule-start.ts'

/** When the segment is fixed anew by itself, and how many snapshots keep their members. */
export function ScheduleTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('understand:write') && segment.archivedAt === null
  const [schedule, change] = useState<Schedule | null>(segment.schedule)
  const [paused, setPaused] = useState(segment.paused)
  const [keep, setKeep] = useState(segment.keepSnapshots)
  const save = useMutation({
    mutationFn: async () => {
      const { version } = await setSchedule(segment, schedule, paused)
      if (keep !== segment.keepSnapshots) await setRetention({ key: segment.key, version }, keep)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['segments'] })
      message.success(t('segments.schedule.saved'))
    },
    onError: tellProblem,
  })
  return (
    <Panel title={t('segments.schedule.title')}>
      <Form layout="vertical" disabled={!may} style={{ maxWidth: 560 }} onFinish={() => save.mutate()}>
        <Form.Item label={t('segments.form.schedule')}>
          <Select<Every>
            aria-label={t('segments.schedule.title')}
            style={{ width: 220 }}
            value={schedule?.every ?? 'none'}
            options={(['none', 'day', 'week', 'month', 'cron'] as const).map((value) => ({
              value,
              label: t(`segments.schedule.${value}`),
            }))}
            onChange={(every) => change(startOfSchedule(every))}
          />
        </Form.Item>
        <ScheduleFields schedule={schedule} onChange={change} />
        {schedule !== null && (
          <>
            <Form.Item>
              <Switch
                checked={!paused}
                aria-label={t('segments.schedule.pause')}
                onChange={(on) => setPaused(!on)}
              />{' '}
              {t(paused ? 'segments.schedule.paused' : 'segments.schedule.running')}
            </Form.Item>
            <NextTimes schedule={schedule} />
          </>
        )}
        <Form.Item label={t('segments.schedule.keep')} style={{ marginTop: 12 }}>
          <InputNumber
            min={1}
            max={1000}
            precision={0}
            aria-label={t('segments.schedule.keep')}
            value={keep}
            onChange={(value) => setKeep(value ?? segment.keepSnapshots)}
          />{' '}
          {t('segments.schedule.keepUnit')}
        </Form.Item>
        {may && (
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('segments.schedule.save')}
          </Button>
        )}
      </Form>
    </Panel>
  )
}
