import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Checkbox, Form, Input, Modal, Radio, Select, TreeSelect } from 'antd'
import { useTranslation } from 'react-i18next'
import { changeUser, createUser, type User } from '../../api/govern.ts'
import { organisationsQuery } from '../../api/metrics.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'

interface Values {
  readonly login: string
  readonly name: string
  readonly role: User['role']
  readonly locale: User['locale']
  readonly password?: string
  readonly disabled?: boolean
  readonly limited: boolean
  readonly dataScope?: string[]
}

const roles = ['admin', 'operator', 'viewer'] as const

/** Add a user, or change what one may do and whose customers they see. */
export function UserForm({ user, close }: { user: User | undefined; close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const organisations = useQuery(organisationsQuery)
  const [form] = Form.useForm<Values>()
  const limited = Form.useWatch('limited', form)
  const save = useMutation({
    mutationFn: ({ login, password, disabled = false, limited: some, dataScope = [], ...rest }: Values) => {
      const fields = { ...rest, dataScope: some ? dataScope : null }
      if (user === undefined) return createUser({ ...fields, login, password: password ?? '' })
      return changeUser(user, { ...fields, disabled, ...(password ? { password } : {}) })
    },
    onSuccess: async () => {
      message.success(t('govern.users.saved'))
      await queries.invalidateQueries({ queryKey: ['users'] })
      close()
    },
  })
  const nodes = (organisations.data?.items ?? []).map(({ code, parent, name }) => ({
    id: code,
    value: code,
    pId: parent,
    title: `${name} (${code})`,
  }))
  return (
    <Modal
      open
      title={t(user === undefined ? 'govern.users.add' : 'govern.users.change')}
      okText={t('govern.users.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <ProblemAlert error={save.error} />
      <Form<Values>
        form={form}
        layout="vertical"
        size="small"
        initialValues={
          user === undefined
            ? { role: 'viewer', locale: 'zh-CN', limited: false }
            : { ...user, limited: user.dataScope !== null, dataScope: user.dataScope ?? [] }
        }
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item
          name="login"
          label={t('govern.users.login')}
          extra={user === undefined ? t('govern.users.loginHelp') : undefined}
          rules={[{ required: true }]}
        >
          <Input disabled={user !== undefined} autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t('govern.users.name')} rules={[{ required: true, whitespace: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="role" label={t('govern.users.role')}>
          <Select options={roles.map((value) => ({ value, label: t(`common.roles.${value}`) }))} />
        </Form.Item>
        <Form.Item name="limited" label={t('govern.users.dataScope')} extra={t('govern.users.dataScopeHelp')}>
          <Radio.Group
            options={[
              { value: false, label: t('govern.users.allCustomers') },
              { value: true, label: t('govern.users.someOrganisations') },
            ]}
          />
        </Form.Item>
        {limited && (
          <Form.Item
            name="dataScope"
            label={t('govern.users.organisations')}
            rules={[
              { required: true, type: 'array', min: 1, message: t('govern.users.organisationsNeeded') },
            ]}
          >
            <TreeSelect
              treeData={nodes}
              treeDataSimpleMode
              multiple
              showSearch
              treeNodeFilterProp="title"
              treeDefaultExpandAll={nodes.length < 50}
              loading={organisations.isPending}
            />
          </Form.Item>
        )}
        <Form.Item name="locale" label={t('common.language')}>
          <Select
            options={[
              { value: 'zh-CN', label: '简体中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t(user === undefined ? 'govern.users.password' : 'govern.users.newPassword')}
          extra={t(user === undefined ? 'govern.users.passwordHelp' : 'govern.users.keepPassword')}
          rules={[{ required: user === undefined, min: 10, message: t('govern.users.passwordHelp') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {user !== undefined && (
          <Form.Item name="disabled" valuePropName="checked">
            <Checkbox>{t('govern.users.disable')}</Checkbox>
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
