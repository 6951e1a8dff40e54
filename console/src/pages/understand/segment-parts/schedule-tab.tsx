import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import {
  type Schedule,
  schedulePreviewQuery,
  type SegmentDetail,
  setRetention,
  setSchedule,
} from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { type Every, startOfSchedule } from './schedule-start.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** When the segment is fixed anew by itself, and how many snapshots keep their members. */
export function ScheduleTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
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
    onError: (error) => message.error(problemOf(error).detail),
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
        {schedule?.every === 'week' && (
          <Form.Item label={t('segments.schedule.on')}>
            <Checkbox.Group
              value={schedule.on}
              options={days.map((value) => ({ value, label: t(`segments.schedule.weekdays.${value}`) }))}
              onChange={(on) => change({ ...schedule, on })}
            />
          </Form.Item>
        )}
        {schedule?.every === 'month' && (
          <Form.Item label={t('segments.schedule.on')}>
            <Select
              aria-label={t('segments.schedule.on')}
              style={{ width: 220 }}
              value={schedule.on}
              options={[
                ...Array.from({ length: 28 }, (_, day) => ({
                  value: (day + 1) as number | 'last',
                  label: t('segments.schedule.dayOfMonth', { day: day + 1 }),
                })),
                { value: 'last' as const, label: t('segments.schedule.last') },
              ]}
              onChange={(on: number | 'last') => change({ ...schedule, on })}
            />
          </Form.Item>
        )}
        {schedule?.every === 'cron' && (
          <Form.Item label={t('segments.schedule.cron')}>
            <Input
              className="bn-code"
              aria-label={t('segments.schedule.cron')}
              style={{ width: 220 }}
              value={schedule.cron}
              onChange={(event) => change({ every: 'cron', cron: event.target.value })}
            />
          </Form.Item>
        )}
        {schedule !== null && schedule.every !== 'cron' && (
          <Form.Item label={t('segments.schedule.at')}>
            <Input
              type="time"
              aria-label={t('segments.schedule.at')}
              style={{ width: 120 }}
              value={schedule.at}
              onChange={(event) => change({ ...schedule, at: event.target.value })}
            />
          </Form.Item>
        )}
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

function NextTimes({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const format = useFormats()
  const preview = useQuery(schedulePreviewQuery(schedule))
  if (preview.isError) {
    const { detail, errors } = problemOf(preview.error)
    return <Alert type="error" showIcon title={errors[0]?.message ?? detail} />
  }
  return (
    <p className="bn-quiet">
      {t('segments.schedule.next')}: {(preview.data?.next ?? []).slice(0, 3).map(format.time).join(' · ')}
    </p>
  )
}
