import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Space, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ContactPolicy, savePolicy } from '../../api/contact-policy.ts'
import { useMay } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { CategoriesPanel, ConsentPanel } from './policy-consent.tsx'
import { FurtherPanel, HoldoutPanel } from './policy-further.tsx'
import { CapsPanel, SpacingPanel, VolumePanel } from './policy-limits.tsx'
import { QuietHoursPanel } from './policy-quiet-hours.tsx'
import { policyOf, type PolicyValues, valuesOf } from './policy-values.ts'

/** Every rule of the policy, in the order in which the gate asks. */
export function PolicyForm({ policy }: { policy: ContactPolicy }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const may = useMay('engage:write')
  const [form] = Form.useForm<PolicyValues>()
  const save = useMutation({
    mutationFn: (values: PolicyValues) =>
      savePolicy({ ...policyOf({ ...valuesOf(policy), ...values }), version: policy.version }),
    onSuccess: async ({ version }) => {
      message.success(t('decide.policy.saved', { version }))
      await queries.invalidateQueries({ queryKey: ['contact-policy'] })
    },
  })
  return (
    <Form
      form={form}
      layout="vertical"
      size="small"
      disabled={!may || save.isPending}
      initialValues={valuesOf(policy)}
      onFinish={(values) => save.mutate(values)}
    >
      <Space style={{ marginBottom: 12 }}>
        <Tag>{t('decide.policy.inForce', { version: policy.version })}</Tag>
        {may && (
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('decide.policy.save')}
          </Button>
        )}
      </Space>
      <ProblemAlert error={save.error} />
      <ConsentPanel disabled={!may} />
      <CategoriesPanel />
      <CapsPanel disabled={!may} />
      <SpacingPanel disabled={!may} />
      <QuietHoursPanel disabled={!may} />
      <VolumePanel disabled={!may} />
      <FurtherPanel />
      <HoldoutPanel />
    </Form>
  )
}
