import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { addFromLibrary, type LibraryJourney } from '../../../api/journey-library.ts'
import { problemOf } from '../../../api/problem.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

const keyPattern = /^[a-z][a-z0-9_]{0,63}$/
/** Every list that a new journey, its segments and its templates stand in. */
const grown = ['journey-library', 'journeys', 'segments', 'templates'] as const

/** Asks under which key a ready journey becomes the bank's own; then its canvas opens. */
export function UseJourneyDialog({ journey, onClose }: { journey: LibraryJourney; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [form] = Form.useForm<{ key: string }>()
  const add = useMutation({
    mutationFn: ({ key }: { key: string }) => addFromLibrary(journey.key, key),
    onSuccess: async ({ key, segments, templates }) => {
      void message.success(
        t('journeyLibrary.done', { segments: segments.length, templates: templates.length }),
      )
      await Promise.all(grown.map((list) => queries.invalidateQueries({ queryKey: [list] })))
      await navigate({ to: '/engage/journeys/$key/edit', params: { key } })
    },
  })
  const problem = add.isError ? problemOf(add.error) : undefined
  return (
    <Modal
      open
      title={t('journeyLibrary.use')}
      okText={t('journeyLibrary.addDraft')}
      cancelText={t('common.cancel')}
      confirmLoading={add.isPending}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t('journeyLibrary.useHelp')}</p>
      <Form
        name="library-journey"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ key: journey.key }}
        onValuesChange={() => add.reset()}
        onFinish={(values) => add.mutate(values)}
      >
        <Form.Item
          name="key"
          label={t('segments.form.key')}
          extra={t('segments.form.keyHelp')}
          rules={[
            { required: true, whitespace: true, message: t('segments.form.required') },
            { pattern: keyPattern, message: t('segments.form.badKey') },
          ]}
        >
          <Input className="bn-code" autoFocus maxLength={64} />
        </Form.Item>
        {problem?.code === 'conflict' && (
          <Alert
            type="error"
            showIcon
            title={t('journeyLibrary.taken', { key: add.variables?.key ?? '' })}
            description={t('journeyLibrary.takenHelp')}
          />
        )}
        {problem?.code !== 'conflict' && <ProblemAlert error={add.error} />}
      </Form>
    </Modal>
  )
}
