import { useQuery } from '@tanstack/react-query'
import { Alert, Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import { type Schedule, schedulePreviewQuery } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** On which days and when something is done by itself. */
export function ScheduleFields(props: { schedule: Schedule | null; onChange: (schedule: Schedule) => void }) {
  const { t } = useTranslation()
  const { schedule, onChange } = props
  return (
    <>
      {schedule?.every === 'week' && (
        <Form.Item label={t('segments.schedule.on')}>
          <Checkbox.Group
            value={schedule.on}
            options={days.map((value) => ({ value, label: t(`segments.schedule.weekdays.${value}`) }))}
            onChange={(on) => onChange({ ...schedule, on })}
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
            onChange={(on: number | 'last') => onChange({ ...schedule, on })}
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
            onChange={(event) => onChange({ every: 'cron', cron: event.target.value })}
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
            onChange={(event) => onChange({ ...schedule, at: event.target.value })}
          />
        </Form.Item>
      )}
    </>
  )
}

/** When it falls due next, or why the schedule is none. */
export function NextTimes({ schedule }: { schedule: Schedule }) {
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
