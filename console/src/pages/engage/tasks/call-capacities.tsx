import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Popconfirm, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { callCapacitiesQuery, dropCallCapacity, saveCallCapacity } from '../../../api/tasks.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

interface Capacity {
  readonly manager: string
  readonly perDay: number
  readonly branch: string
}

/** How many calls a day managers can make: calls go to colleagues when a manager's day is full. */
export function CallCapacities() {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const [form] = Form.useForm<Partial<Capacity>>()
  const capacities = useQuery(callCapacitiesQuery)
  const refresh = () => queries.invalidateQueries({ queryKey: ['call-capacities'] })
  const onError = useTellProblem()
  const save = useMutation({
    mutationFn: ({ manager = '', perDay = 0, branch = '' }: Partial<Capacity>) =>
      saveCallCapacity(manager.trim(), perDay, branch.trim()),
    onSuccess: async () => {
      message.success(t('tasks.capacities.saved'))
      form.resetFields()
      await refresh()
    },
    onError,
  })
  const drop = useMutation({ mutationFn: dropCallCapacity, onSuccess: refresh, onError })
  if (capacities.data === undefined) {
    return (
      <Panel>
        {capacities.isError ? (
          <ProblemState error={capacities.error} retry={() => void capacities.refetch()} />
        ) : (
          <LoadingState />
        )}
      </Panel>
    )
  }
  return (
    <Panel>
      <p className="bn-quiet" style={{ marginTop: 0 }}>
        {t('tasks.capacities.help')}
      </p>
      {mayWrite && (
        <Form
          form={form}
          layout="inline"
          style={{ rowGap: 8, marginBottom: 12 }}
          onFinish={(values: Partial<Capacity>) => save.mutate(values)}
        >
          <Form.Item name="manager">
            <Input
              aria-label={t('tasks.managerCode')}
              placeholder={t('tasks.capacities.whom')}
              maxLength={64}
            />
          </Form.Item>
          <Form.Item name="perDay" rules={[{ required: true, message: t('tasks.capacities.needed') }]}>
            <InputNumber
              aria-label={t('tasks.capacities.perDay')}
              placeholder={t('tasks.capacities.perDay')}
              min={0}
              max={1000}
              precision={0}
              style={{ width: 130 }}
            />
          </Form.Item>
          <Form.Item name="branch">
            <Input aria-label={t('tasks.branch')} placeholder={t('tasks.capacities.branch')} maxLength={64} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('tasks.capacities.save')}
          </Button>
        </Form>
      )}
      <Table<Capacity>
        size="small"
        pagination={capacities.data.length > 50 ? { pageSize: 50 } : false}
        rowKey={({ manager }) => manager}
        dataSource={capacities.data}
        columns={[
          {
            title: t('tasks.manager'),
            dataIndex: 'manager',
            render: (code: string) =>
              code === '' ? t('tasks.capacities.everyone') : <span className="bn-code">{code}</span>,
          },
          { title: t('tasks.capacities.perDay'), dataIndex: 'perDay', align: 'right', render: format.count },
          {
            title: t('tasks.branch'),
            dataIndex: 'branch',
            render: (code: string) => (code === '' ? '—' : <span className="bn-code">{code}</span>),
          },
          {
            key: 'actions',
            render: (_, capacity) =>
              mayWrite && (
                <>
                  <Button type="link" size="small" onClick={() => form.setFieldsValue(capacity)}>
                    {t('tasks.capacities.change')}
                  </Button>
                  {capacity.manager !== '' && (
                    <Popconfirm
                      title={t('tasks.capacities.dropSure')}
                      onConfirm={() => drop.mutate(capacity.manager)}
                    >
                      <Button type="link" size="small" danger>
                        {t('tasks.capacities.drop')}
                      </Button>
                    </Popconfirm>
                  )}
                </>
              ),
          },
        ]}
      />
    </Panel>
  )
}
