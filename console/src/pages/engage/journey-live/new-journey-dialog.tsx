import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { copyJourney, createJourney, type Journey, type JourneyNaming } from '../../../api/journeys.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { NameFields } from '../../understand/segment-editor/name-fields.tsx'

type Naming = JourneyNaming & { readonly key: string }

/** Names a journey, new or copied, before its canvas opens. */
export function NewJourneyDialog({
  copyOf,
  onClose,
}: {
  copyOf?: Pick<Journey, 'key' | 'name'>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [form] = Form.useForm<Naming>()
  const save = useMutation({
    mutationFn: ({ key, name, description }: Naming) =>
      copyOf === undefined
        ? createJourney(key, { name, description: description ?? '' }, { entry: {}, nodes: {} })
        : copyJourney(copyOf.key, key, name),
    onSuccess: async ({ key }) => {
      await queries.invalidateQueries({ queryKey: ['journeys'] })
      await navigate({ to: '/engage/journeys/$key/edit', params: { key } })
    },
  })
  return (
    <Modal
      open
      title={copyOf === undefined ? t('journeys.new') : t('journeys.actions.duplicate')}
      okText={t('journeys.create')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form
        name="journey"
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(naming) => save.mutate(naming)}
      >
        <NameFields form={form} />
        {copyOf === undefined && (
          <Form.Item name="description" label={t('journeys.fields.description')}>
            <Input.TextArea rows={2} maxLength={2000} />
          </Form.Item>
        )}
        <ProblemAlert error={save.error} />
        {/* Enter in any field saves. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  )
}
