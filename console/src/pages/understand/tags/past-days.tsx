import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Empty, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { deletePastDay, pastDaysQuery, type TagGroup } from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

/** The past days whose values a group keeps. */
export function PastDays({ group }: { group: TagGroup }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const may = useMay('understand:write')
  const past = useQuery(pastDaysQuery(group.key))
  const remove = useMutation({
    mutationFn: (day: string) => deletePastDay(group.key, day),
    onSettled: () => queries.invalidateQueries({ queryKey: ['tag-groups', group.key, 'past-days'] }),
    onError: tellProblem,
  })
  return (
    <Panel title={t('tags.group.past')}>
      <p className="bn-quiet" style={{ marginTop: 0 }}>
        {t('tags.group.pastLead', { count: group.pastKept })}
      </p>
      {past.isError ? (
        <ProblemState error={past.error} retry={() => void past.refetch()} />
      ) : (
        <Table
          size="small"
          rowKey="asOf"
          loading={past.isPending}
          pagination={{ pageSize: 8, hideOnSinglePage: true, size: 'small' }}
          dataSource={past.data?.items ?? []}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('tags.group.pastEmpty')} />,
          }}
          columns={[
            { title: t('tags.group.day'), dataIndex: 'asOf' },
            { title: t('common.customers'), dataIndex: 'customers', align: 'right', render: format.count },
            { title: t('tags.group.built'), dataIndex: 'builtAt', render: format.time },
            {
              title: '',
              key: 'delete',
              align: 'right',
              render: (_, { asOf }) =>
                may && (
                  <Button size="small" type="text" danger onClick={() => remove.mutate(asOf)}>
                    {t('tags.group.deleteDay')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </Panel>
  )
}
