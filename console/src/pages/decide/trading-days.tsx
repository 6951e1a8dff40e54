import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, InputNumber, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveTradingYear, type TradingYear, tradingYearQuery } from '../../api/contact-policy.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Panel, useMay } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { ProblemState } from '../../components/problem-state.tsx'

/** Holidays of a year, and the weekend days worked in exchange. */
export function TradingDays() {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(() => new Date().getFullYear())
  const year = useQuery(tradingYearQuery(chosen))
  return (
    <Panel>
      <Space style={{ marginBottom: 12 }}>
        <InputNumber
          aria-label={t('decide.trading.year')}
          min={2000}
          max={2100}
          value={chosen}
          onChange={(value) => value !== null && setChosen(value)}
        />
      </Space>
      {year.isError ? (
        <ProblemState error={year.error} retry={() => void year.refetch()} />
      ) : year.data === undefined ? (
        <LoadingState />
      ) : (
        <YearForm key={`${chosen} ${year.data.version}`} year={year.data} />
      )}
    </Panel>
  )
}

function YearForm({ year }: { year: TradingYear }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useMay('engage:write')
  const save = useMutation({
    mutationFn: (values: Pick<TradingYear, 'source' | 'days'>) => saveTradingYear({ ...year, ...values }),
    onSuccess: async () => {
      message.success(t('decide.trading.saved'))
      await queries.invalidateQueries({ queryKey: ['trading-days'] })
    },
  })
  return (
    <Form
      size="small"
      layout="vertical"
      disabled={!may || save.isPending}
      initialValues={year}
      onFinish={(values: Pick<TradingYear, 'source' | 'days'>) => save.mutate(values)}
    >
      {year.version === 0 && <Alert type="info" showIcon title={t('decide.trading.unlisted')} />}
      <ProblemAlert error={save.error} />
      <Form.Item name="source" label={t('decide.trading.source')} rules={[{ required: true }]}>
        <Input />
      </Form.Item>
      <Form.List name="days">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <Space key={key} style={{ display: 'flex', marginBottom: 6 }}>
                <Form.Item name={[name, 'day']} noStyle rules={[{ required: true }]}>
                  <Input
                    type="date"
                    style={{ width: 140 }}
                    min={`${year.year}-01-01`}
                    max={`${year.year}-12-31`}
                    aria-label={t('decide.trading.day')}
                  />
                </Form.Item>
                <Form.Item name={[name, 'trading']} noStyle>
                  <Select
                    style={{ width: 210 }}
                    aria-label={t('decide.trading.kind')}
                    options={[
                      { value: false, label: t('decide.trading.holiday') },
                      { value: true, label: t('decide.trading.worked') },
                    ]}
                  />
                </Form.Item>
                <Form.Item name={[name, 'name']} noStyle>
                  <Input style={{ width: 200 }} aria-label={t('decide.trading.name')} />
                </Form.Item>
                {may && (
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t('decide.policy.remove')}
                    onClick={() => remove(name)}
                  />
                )}
              </Space>
            ))}
            {may && (
              <Space style={{ marginTop: 8 }}>
                <Button
                  icon={<PlusOutlined />}
                  onClick={() => add({ day: `${year.year}-01-01`, trading: false, name: '' })}
                >
                  {t('decide.trading.add')}
                </Button>
                <Button type="primary" htmlType="submit" loading={save.isPending}>
                  {t('decide.lists.save')}
                </Button>
              </Space>
            )}
          </>
        )}
      </Form.List>
    </Form>
  )
}
