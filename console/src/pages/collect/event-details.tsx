import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Segmented, Table, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { eventDefinitionQuery, setEventStatus } from '../../api/event-definitions.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { useMay } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { useTellProblem } from '../../components/tell-problem.ts'

const statuses = ['learnt', 'approved', 'blocked'] as const

export function EventDetails({ name }: { name: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayWrite = useMay('collect:write')
  const definition = useQuery(eventDefinitionQuery(name))
  const save = useMutation({
    mutationFn: setEventStatus,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['event-definitions'] }),
    onError: tellProblem,
  })
  if (definition.isError)
    return <ProblemState error={definition.error} retry={() => void definition.refetch()} />
  if (definition.data === undefined) return <LoadingState />
  const event = definition.data
  return (
    <>
      {event.description !== '' && <p>{event.description}</p>}
      <Segmented
        aria-label={t('collect.events.status')}
        disabled={!mayWrite || save.isPending}
        value={event.status}
        options={statuses.map((value) => ({ value, label: t(`collect.events.statuses.${value}`) }))}
        onChange={(status) => save.mutate({ event, status })}
      />
      <h3>{t('collect.events.properties')}</h3>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={event.properties}
        columns={[
          { title: t('collect.events.property'), dataIndex: 'name', className: 'bn-code' },
          { title: t('collect.events.type'), dataIndex: 'type', render: (type: string) => <Tag>{type}</Tag> },
          {
            title: t('collect.events.required'),
            dataIndex: 'required',
            render: (required: boolean) => (required ? t('common.yes') : t('common.no')),
          },
          { title: t('collect.events.lastSeen'), dataIndex: 'lastSeen', render: format.time },
        ]}
      />
    </>
  )
}
