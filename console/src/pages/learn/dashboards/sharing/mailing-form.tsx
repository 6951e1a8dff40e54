import { EyeOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type BoardFilters,
  type Dashboard,
  type Mailing,
  mailingsQuery,
  saveMailing,
} from '../../../../api/dashboards.ts'
import type { Schedule } from '../../../../api/segments.ts'
import { useLanguage } from '../../../../app/language.ts'
import { ProblemAlert } from '../../../../components/problem-alert.tsx'
import { NextTimes, ScheduleFields } from '../../../understand/segment-parts/schedule-fields.tsx'
import { startOfSchedule } from '../../../understand/segment-parts/schedule-start.ts'
import { MailPreview } from './mail-preview.tsx'

interface Properties {
  readonly board: Dashboard
  readonly filters: BoardFilters
  readonly mailing: Mailing | undefined
  readonly onClose: () => void
}

/** Recipients, language, schedule, and whether the filters in force are mailed or those of the board. */
export function MailingForm({ board, filters, mailing, onClose }: Properties) {
  const { t } = useTranslation()
  const language = useLanguage()
  const queries = useQueryClient()
  const [recipients, setRecipients] = useState<string[]>(mailing?.recipients ?? [])
  const [spoken, setSpoken] = useState(mailing?.language ?? language)
  const [schedule, setSchedule] = useState<Schedule>(mailing?.schedule ?? { every: 'day', at: '08:00' })
  const [ownFilters, setOwnFilters] = useState(mailing?.filters ?? null)
  const [previewed, setPreviewed] = useState(false)
  const save = useMutation({
    mutationFn: () =>
      saveMailing(board.id, mailing, {
        recipients,
        language: spoken,
        schedule,
        filters: ownFilters,
        enabled: mailing?.enabled ?? true,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: mailingsQuery(board.id).queryKey })
      onClose()
    },
  })
  return (
    <Form layout="vertical" requiredMark={false} onFinish={() => save.mutate()}>
      <Form.Item label={t('dashboards.recipients')} extra={t('dashboards.recipientsHelp')}>
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', ';', ' ', '，', '；']}
          aria-label={t('dashboards.recipients')}
          placeholder="branch@bank.example"
          value={recipients}
          onChange={setRecipients}
        />
      </Form.Item>
      <Form.Item label={t('common.language')}>
        <Radio.Group
          value={spoken}
          options={(['zh-CN', 'en'] as const).map((value) => ({
            value,
            label: t(`dashboards.languages.${value}`),
          }))}
          onChange={({ target }) => setSpoken(target.value as 'zh-CN' | 'en')}
        />
      </Form.Item>
      <Form.Item label={t('segments.form.schedule')}>
        <Select
          aria-label={t('segments.form.schedule')}
          style={{ width: 220 }}
          value={schedule.every}
          options={(['day', 'week', 'month', 'cron'] as const).map((value) => ({
            value,
            label: t(`segments.schedule.${value}`),
          }))}
          onChange={(every) => setSchedule(startOfSchedule(every) ?? schedule)}
        />
      </Form.Item>
      <ScheduleFields schedule={schedule} onChange={setSchedule} />
      <NextTimes schedule={schedule} />
      <Form.Item extra={t('dashboards.mailFiltersHelp')}>
        <Checkbox
          checked={ownFilters !== null}
          onChange={({ target }) => setOwnFilters(target.checked ? filters : null)}
        >
          {t('dashboards.mailFilters')}
        </Checkbox>
      </Form.Item>
      <ProblemAlert error={save.error} />
      <Button
        type="primary"
        htmlType="submit"
        loading={save.isPending}
        disabled={recipients.length === 0}
        style={{ marginTop: 8 }}
      >
        {t('segments.save')}
      </Button>{' '}
      <Button icon={<EyeOutlined />} onClick={() => setPreviewed(true)}>
        {t('dashboards.preview')}
      </Button>{' '}
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      {previewed && (
        <MailPreview
          mailing={{ dashboard: board.id, recipients, language: spoken, filters: ownFilters }}
          onClose={() => setPreviewed(false)}
        />
      )}
    </Form>
  )
}
