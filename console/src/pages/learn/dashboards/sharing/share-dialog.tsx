import { DeleteOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Dashboard,
  dashboardQuery,
  peopleQuery,
  shareDashboard,
  type Sharing,
} from '../../../../api/dashboards.ts'
import { ProblemAlert } from '../../../../components/problem-alert.tsx'

const roles = ['admin', 'operator', 'viewer'] as const

/** Who else may see or edit a board: everybody, roles, or persons. */
export function ShareDialog({ board, onClose }: { board: Dashboard; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const people = useQuery(peopleQuery)
  const [sharing, setSharing] = useState<Sharing>(board.sharing)
  const [owner, setOwner] = useState(board.owner)
  const save = useMutation({
    mutationFn: () => shareDashboard(board, { ...sharing, ...(owner === board.owner ? {} : { owner }) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: dashboardQuery(board.id).queryKey })
      await queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
      message.success(t('dashboards.shared'))
      onClose()
    },
  })
  const mays = (['view', 'edit'] as const).map((value) => ({ value, label: t(`dashboards.may.${value}`) }))
  const persons = (people.data?.items ?? []).map(({ login, name }) => ({
    value: login,
    label: `${name} (${login})`,
  }))
  const others = persons.filter(
    ({ value }) => value !== board.owner && !sharing.users.some(({ login }) => login === value),
  )
  return (
    <Modal
      open
      title={t('dashboards.share')}
      okText={t('segments.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t('dashboards.everyone')}>
          <Select
            aria-label={t('dashboards.everyone')}
            value={sharing.everyone}
            options={[{ value: 'none' as const, label: t('dashboards.may.none') }, ...mays]}
            onChange={(everyone) => setSharing({ ...sharing, everyone })}
          />
        </Form.Item>
        <Form.Item label={t('dashboards.roles')}>
          {roles.map((role) => (
            <div key={role} className="bn-share-row">
              <span>{t(`common.roles.${role}`)}</span>
              <Select
                size="small"
                aria-label={t(`common.roles.${role}`)}
                value={sharing.roles.find((one) => one.role === role)?.may ?? 'none'}
                options={[{ value: 'none' as const, label: '—' }, ...mays]}
                onChange={(may: 'none' | 'view' | 'edit') =>
                  setSharing({
                    ...sharing,
                    roles: [
                      ...sharing.roles.filter((one) => one.role !== role),
                      ...(may === 'none' ? [] : [{ role, may }]),
                    ],
                  })
                }
              />
            </div>
          ))}
        </Form.Item>
        <Form.Item label={t('dashboards.people')}>
          {sharing.users.map(({ login, may }) => (
            <div key={login} className="bn-share-row">
              <span>{persons.find(({ value }) => value === login)?.label ?? login}</span>
              <Select
                size="small"
                aria-label={login}
                value={may}
                options={mays}
                onChange={(next) =>
                  setSharing({
                    ...sharing,
                    users: sharing.users.map((one) => (one.login === login ? { login, may: next } : one)),
                  })
                }
              />
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t('dashboards.removePerson', { login })}
                onClick={() =>
                  setSharing({ ...sharing, users: sharing.users.filter((one) => one.login !== login) })
                }
              />
            </div>
          ))}
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('dashboards.addPerson')}
            placeholder={t('dashboards.addPerson')}
            loading={people.isPending}
            value={null}
            options={others}
            onChange={(login: string | null) =>
              login !== null && setSharing({ ...sharing, users: [...sharing.users, { login, may: 'view' }] })
            }
          />
        </Form.Item>
        <Form.Item label={t('dashboards.owner')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('dashboards.owner')}
            value={owner}
            options={
              persons.some(({ value }) => value === board.owner)
                ? persons
                : [{ value: board.owner, label: board.ownerName }, ...persons]
            }
            onChange={setOwner}
          />
        </Form.Item>
        <ProblemAlert error={save.error} />
      </Form>
    </Modal>
  )
}
