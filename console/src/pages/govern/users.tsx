import { useQuery } from '@tanstack/react-query'
import { PlusOutlined } from '@ant-design/icons'
import { Button, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type User, usersQuery } from '../../api/govern.ts'
import { useFormats } from '../../app/format.ts'
import { CursorTable } from '../../components/cursor-table.tsx'
import { Page, useMay } from '../../components/page.tsx'
import { StatusDot } from '../../components/status-dot.tsx'
import { UserForm } from './user-form.tsx'

const roleColours = { admin: 'purple', operator: 'green', viewer: 'default' } as const

export function UsersPage() {
  const { t } = useTranslation()
  const may = useMay('govern:write')
  const [open, setOpen] = useState<{ user: User | undefined }>()
  return (
    <Page
      title={t('common.pages.users')}
      lead={t('govern.users.lead')}
      scope="govern:read"
      actions={
        may && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({ user: undefined })}>
            {t('govern.users.add')}
          </Button>
        )
      }
    >
      <Users {...(may ? { onOpen: (user: User) => setOpen({ user }) } : {})} />
      {open !== undefined && <UserForm user={open.user} close={() => setOpen(undefined)} />}
    </Page>
  )
}

function Users({ onOpen }: { onOpen?: (user: User) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const users = useQuery(usersQuery)
  const columns: TableColumnsType<User> = [
    { title: t('govern.users.login'), dataIndex: 'login', className: 'bn-code' },
    { title: t('govern.users.name'), dataIndex: 'name' },
    {
      title: t('govern.users.role'),
      dataIndex: 'role',
      render: (role: User['role']) => <Tag color={roleColours[role]}>{t(`common.roles.${role}`)}</Tag>,
    },
    {
      title: t('govern.users.dataScope'),
      dataIndex: 'dataScope',
      render: (scope: User['dataScope']) =>
        scope === null ? t('govern.users.allCustomers') : <span className="bn-code">{scope.join(', ')}</span>,
    },
    {
      title: t('govern.users.state'),
      dataIndex: 'disabled',
      render: (disabled: boolean) => (
        <StatusDot tone={disabled ? 'quiet' : 'good'}>
          {disabled ? t('govern.users.disabled') : t('govern.users.active')}
        </StatusDot>
      ),
    },
    {
      title: t('common.language'),
      dataIndex: 'locale',
      render: (locale) => (locale === 'en' ? 'English' : '简体中文'),
    },
    { title: t('govern.createdAt'), dataIndex: 'createdAt', render: format.time },
  ]
  return (
    <CursorTable
      label={t('common.pages.users')}
      query={users}
      columns={columns}
      rowKey={(user) => user.login}
      {...(onOpen ? { onOpen } : {})}
    />
  )
}
