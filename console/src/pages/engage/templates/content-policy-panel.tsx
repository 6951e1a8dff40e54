import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, InputNumber, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ContentPolicy, contentPolicyQuery, saveContentPolicy } from '../../../api/templates.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import './templates.css'
import { useTellProblem } from '../../../components/tell-problem.ts'

const localised = ['bank', 'signature', 'optOut'] as const

export function ContentPolicyPanel() {
  const { t } = useTranslation()
  const policy = useQuery({ ...contentPolicyQuery, refetchOnWindowFocus: false })
  return (
    <Panel title={t('templates.rules.policy')}>
      {policy.isError ? (
        <ProblemState error={policy.error} retry={() => void policy.refetch()} />
      ) : policy.data === undefined ? (
        <LoadingState />
      ) : (
        <PolicyForm key={policy.data.version} policy={policy.data} />
      )}
    </Panel>
  )
}

function PolicyForm({ policy }: { policy: ContentPolicy }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const save = useMutation({
    mutationFn: (values: Omit<ContentPolicy, 'version'>) =>
      saveContentPolicy({ ...values, version: policy.version }),
    onSuccess: async () => {
      message.success(t('templates.saved'))
      await queries.invalidateQueries({ queryKey: ['content-policy'] })
    },
    onError: tellProblem,
  })
  return (
    <Form
      name="content-policy"
      layout="vertical"
      disabled={!mayWrite}
      initialValues={policy}
      onFinish={(values: Omit<ContentPolicy, 'version'>) => save.mutate(values)}
    >
      <div className="bn-template-about">
        {localised.flatMap((name) =>
          (['zh-CN', 'en'] as const).map((language) => (
            <Form.Item
              key={`${name} ${language}`}
              name={[name, language]}
              label={`${t(`templates.rules.${name}`)} · ${t(`templates.language.${language}`)}`}
            >
              <Input maxLength={50} />
            </Form.Item>
          )),
        )}
        <Form.Item name="segmentsAtMost" label={t('templates.rules.segmentsAtMost')}>
          <InputNumber min={1} max={10} />
        </Form.Item>
        <Form.Item name="linkDays" label={t('templates.rules.linkDays')}>
          <InputNumber min={1} max={3650} />
        </Form.Item>
        <Form.Item name="fourEyes" label={t('templates.rules.fourEyes')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
      {mayWrite && (
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('templates.save')}
        </Button>
      )}
    </Form>
  )
}
