import { useQuery } from '@tanstack/react-query'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { membersQuery } from '../../api/segments.ts'
import { Panel, useMay } from '../../components/page.tsx'

/** A few members, masked by the server: enough to see whether the rule means what was meant. */
export function SegmentMembers({ id, hasSnapshot }: { id: string; hasSnapshot: boolean }) {
  const { t } = useTranslation()
  const may = useMay('customers:read')
  const members = useQuery({ ...membersQuery(id), enabled: may && hasSnapshot })
  if (members.data === undefined) return null
  return (
    <Panel title={t('understand.members.title')}>
      <Table
        size="small"
        rowKey={(member) => `${member.number} ${member.name} ${member.branch}`}
        pagination={false}
        dataSource={members.data.items}
        columns={[
          { title: t('understand.members.number'), dataIndex: 'number', className: 'bn-code' },
          { title: t('understand.members.name'), dataIndex: 'name' },
          {
            title: t('understand.members.gender'),
            dataIndex: 'gender',
            render: (gender: string) =>
              gender === 'female' || gender === 'male' ? t(`understand.members.${gender}`) : '—',
          },
          { title: t('understand.members.city'), dataIndex: 'city' },
          { title: t('understand.members.branch'), dataIndex: 'branch', className: 'bn-code' },
        ]}
      />
    </Panel>
  )
}
