import { Link } from '@tanstack/react-router'
import { Empty, Table, type TableColumnsType } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Template } from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'

type Use = Template['usedBy'][number]

/** The journeys that send a template. */
export function UsedBy({ uses }: { uses: readonly Use[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const columns: TableColumnsType<Use> = [
    {
      title: t('templates.used.journey'),
      key: 'journey',
      render: (_, { journey, name }) => (
        <Link to="/engage/journeys/$key" params={{ key: journey }}>
          {format.name(name)}
        </Link>
      ),
    },
    { title: t('templates.used.node'), dataIndex: 'node', className: 'bn-code' },
    { title: t('templates.status'), dataIndex: 'status', className: 'bn-code' },
  ]
  return (
    <div className="bn-panel">
      <Table<Use>
        size="small"
        columns={columns}
        dataSource={[...uses]}
        rowKey={({ journey, node }) => `${journey} ${node}`}
        pagination={false}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('templates.used.none')} />,
        }}
      />
    </div>
  )
}
