import { DeleteOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, InputNumber, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tradingYearQuery } from '../../../api/contact-policy.ts'
import { type QuietDay, quietDaysQuery, removeQuietDay, saveQuietDay } from '../../../api/metrics.ts'
import { useFormats } from '../../../app/format.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Page, Panel, useMay } from '../../../components/page.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import './metrics.css'
import { QuietYear } from './quiet-year.tsx'

/** Days on which nothing is made of a number: the bank's own, beside the holidays of the trading calendar. */
export function QuietDaysPage() {
  const { t } = useTranslation()
  const [filters, change] = useFilters()
  const [today] = useState(() => new Date())
  const year = /^(19|20|21)\d\d$/.test(filters['year'] ?? '') ? Number(filters['year']) : today.getFullYear()
  const days = useQuery(quietDaysQuery)
  const holidays = useQuery(tradingYearQuery(year))
  const [chosen, setChosen] = useState<string>('')
  // Whoever may not see the trading calendar sees the bank's own days alone.
  const listed = holidays.data?.days ?? []
  return (
    <Page title={t('metrics.quiet.title')} lead={t('metrics.quiet.lead')} scope="learn:read">
      {days.isError ? (
        <Panel>
          <ProblemState error={days.error} retry={() => void days.refetch()} />
        </Panel>
      ) : days.data === undefined ? (
        <LoadingState />
      ) : (
        <div className="bn-quiet-page">
          <Panel
            title={
              <Space>
                <InputNumber
                  size="small"
                  aria-label={t('metrics.quiet.year')}
                  min={1990}
                  max={2199}
                  value={year}
                  onChange={(value) => value !== null && change({ year: String(value) }, { replace: true })}
                />
                <span className="bn-quiet-legend">
                  <i data-kind="own" /> {t('metrics.quiet.own')} <i data-kind="holiday" />{' '}
                  {t('metrics.quiet.holiday')} <i data-kind="worked" /> {t('metrics.quiet.worked')}
                </span>
              </Space>
            }
          >
            <QuietYear
              year={year}
              own={days.data.items}
              holidays={listed}
              chosen={chosen}
              onChoose={setChosen}
            />
            <p className="bn-quiet">
              {t(listed.length === 0 ? 'metrics.quiet.noHolidays' : 'metrics.quiet.holidaysFrom')}{' '}
              <Link to="/decide/policy" search={{ tab: 'trading' }}>
                {t('metrics.quiet.toCalendar')}
              </Link>
            </p>
          </Panel>
          <Panel title={t('metrics.quiet.own')}>
            <OwnDays key={chosen} days={days.data.items} chosen={chosen} />
          </Panel>
        </div>
      )}
    </Page>
  )
}

function OwnDays({ days, chosen }: { days: readonly QuietDay[]; chosen: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const changed = async (): Promise<void> => {
    message.success(t('metrics.saved'))
    await queries.invalidateQueries({ queryKey: ['quiet-days'] })
    await queries.invalidateQueries({ queryKey: ['metrics'] })
  }
  const save = useMutation({ mutationFn: saveQuietDay, onSuccess: changed })
  const remove = useMutation({
    mutationFn: removeQuietDay,
    onSuccess: changed,
    onError: tellProblem,
  })
  return (
    <>
      {may && (
        <Form<QuietDay>
          layout="vertical"
          initialValues={{ day: chosen, name: days.find(({ day }) => day === chosen)?.name ?? '' }}
          onFinish={(values) => save.mutate(values)}
        >
          <ProblemAlert error={save.error} />
          <Form.Item name="day" label={t('metrics.day')} rules={[{ required: true }]}>
            <Input type="date" min="1990-01-01" max="2199-12-31" />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('metrics.quiet.why')}
            rules={[{ required: true, whitespace: true }]}
          >
            <Input maxLength={100} placeholder={t('metrics.quiet.example')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('metrics.quiet.add')}
          </Button>
        </Form>
      )}
      {days.length === 0 ? (
        <p className="bn-quiet">{t('metrics.quiet.none')}</p>
      ) : (
        <ul className="bn-quiet-list">
          {days.map(({ day, name }) => (
            <li key={day}>
              <span>
                <b>{format.day(day)}</b> {name}
              </span>
              {may && (
                <Popconfirm title={t('metrics.quiet.remove')} onConfirm={() => remove.mutate(day)}>
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={`${t('metrics.remove')} ${day}`}
                  />
                </Popconfirm>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
