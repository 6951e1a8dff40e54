import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Empty, Input, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SavedAnalysis, savedAnalysesQuery } from '../../../../api/analyses.ts'
import type { WidgetContent } from '../../../../api/dashboards.ts'
import { useFormats } from '../../../../app/format.ts'
import { ProblemState } from '../../../../components/problem-state.tsx'

/** Saved analyses by name; the newest first. */
export function ChooseSaved({ onAdd }: { onAdd: (content: WidgetContent) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [search, setSearch] = useState('')
  const analyses = useQuery({
    ...savedAnalysesQuery({ search: search === '' ? undefined : search, limit: 50 }),
    placeholderData: keepPreviousData,
  })
  if (analyses.isError) return <ProblemState error={analyses.error} retry={() => void analyses.refetch()} />
  return (
    <>
      <Input.Search
        allowClear
        aria-label={t('analyses.list.search')}
        placeholder={t('analyses.list.search')}
        onSearch={(text) => setSearch(text.trim())}
      />
      <Table<SavedAnalysis>
        size="small"
        rowKey="id"
        style={{ marginTop: 10 }}
        loading={analyses.isPending}
        pagination={false}
        dataSource={[...(analyses.data?.items ?? [])]}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('analyses.list.empty')} />,
        }}
        columns={[
          {
            title: t('analyses.list.name'),
            render: (_, { name, analysis }) => (
              <>
                {format.name(name)} <Tag>{t(`analyses.types.${analysis.type}`)}</Tag>
              </>
            ),
          },
          {
            align: 'right',
            render: (_, { id, name }) => (
              <Button
                size="small"
                aria-label={`${t('dashboards.add')} ${format.name(name)}`}
                onClick={() => onAdd({ kind: 'saved', analysis: id, picture: 'auto' })}
              >
                {t('dashboards.add')}
              </Button>
            ),
          },
        ]}
      />
    </>
  )
}
