import { useQuery } from '@tanstack/react-query'
import { Alert, Select, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { segmentsQuery } from '../../../api/segments.ts'
import { audienceQuery, type Template } from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Figures } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'

interface Variable {
  readonly path: string
  readonly needed: 'always' | 'sometimes'
  readonly missing: number
  readonly examples: readonly string[]
}

/** Before anything is sent: who of a segment would get no message, and for want of what. */
export function AudienceTab({ template }: { template: Template }) {
  const { t } = useTranslation()
  const format = useFormats()
  const segments = useQuery(segmentsQuery({ limit: 200 }))
  const [segment, setSegment] = useState<string | null>(null)
  const audience = useQuery({
    ...audienceQuery(template.key, segment ?? ''),
    enabled: segment !== null,
  })
  const columns: TableColumnsType<Variable> = [
    { title: t('templates.audience.variable'), dataIndex: 'path', className: 'bn-code' },
    {
      title: t('templates.audience.needed'),
      dataIndex: 'needed',
      render: (needed: Variable['needed']) => t(`templates.audience.${needed}`),
    },
    { title: t('templates.audience.missing'), dataIndex: 'missing', align: 'right', render: format.count },
    {
      title: t('templates.audience.examples'),
      dataIndex: 'examples',
      className: 'bn-code',
      render: (examples: Variable['examples']) => examples.join(', '),
    },
  ]
  return (
    <div className="bn-grid">
      <p>{t('templates.audience.lead')}</p>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        style={{ width: 320 }}
        value={segment}
        placeholder={t('templates.audience.segment')}
        aria-label={t('templates.audience.segment')}
        loading={segments.isPending}
        options={(segments.data?.items ?? []).map(({ key, name }) => ({
          value: key,
          label: format.name(name),
        }))}
        onChange={setSegment}
      />
      {segment === null ? null : audience.isError ? (
        <div className="bn-panel">
          <ProblemState error={audience.error} retry={() => void audience.refetch()} />
        </div>
      ) : audience.data === undefined ? (
        <LoadingState />
      ) : (
        <>
          <Figures
            figures={[
              { label: t('templates.audience.customers'), value: format.count(audience.data.customers) },
              { label: t('templates.audience.complete'), value: format.count(audience.data.complete) },
              { label: t('templates.audience.lacking'), value: format.count(audience.data.lacking) },
            ]}
          />
          {audience.data.variables.length === 0 ? (
            <Alert type="success" showIcon title={t('templates.audience.nothingNeeded')} />
          ) : (
            <div className="bn-panel">
              <Table<Variable>
                size="small"
                columns={columns}
                dataSource={[...audience.data.variables]}
                rowKey="path"
                pagination={false}
              />
            </div>
          )}
        </>
      )}
    </div>
  )
}
