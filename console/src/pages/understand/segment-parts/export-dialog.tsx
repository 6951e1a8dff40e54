import { LockOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Checkbox, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  exportChoicesQuery,
  exportFile,
  type ExportRequest,
  requestExport,
} from '../../../api/segment-exports.ts'
import type { SegmentDetail } from '../../../api/segments.ts'
import { useFormats } from '../../../app/format.ts'
import { useLanguage } from '../../../app/language.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'

/** Members leave the bank as a file: which columns, and why. */
export function ExportDialog({ segment, onClose }: { segment: SegmentDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const language = useLanguage()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [form] = Form.useForm<ExportRequest>()
  const choices = useQuery(exportChoicesQuery)
  const request = useMutation({
    mutationFn: (body: ExportRequest) => requestExport(segment.key, { ...body, language }),
    onSuccess: async ({ id }) => {
      download(exportFile(id))
      message.success(t('segments.export.started'))
      await queries.invalidateQueries({ queryKey: ['segment-exports', segment.key] })
      onClose()
    },
  })
  return (
    <Modal
      open
      width={600}
      title={t('segments.export.title')}
      okText={t('segments.export.go')}
      cancelText={t('common.cancel')}
      confirmLoading={request.isPending}
      okButtonProps={{ disabled: choices.data === undefined }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      {choices.isError ? (
        <ProblemState error={choices.error} retry={() => void choices.refetch()} />
      ) : choices.data === undefined ? (
        <LoadingState />
      ) : (
        <Form
          name="export"
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{
            fields: ['number'],
            tags: [],
            unmasked: false,
            byteOrderMark: true,
            watermark: true,
          }}
          onFinish={(values) => request.mutate(values)}
        >
          <p className="bn-quiet">
            {t('segments.export.of', {
              count: segment.snapshot?.customers ?? 0,
              version: segment.snapshot?.version ?? 0,
            })}
          </p>
          <Form.Item
            name="fields"
            label={t('segments.export.fields')}
            rules={[{ required: true, message: t('segments.form.required') }]}
          >
            <Checkbox.Group
              className="bn-export-fields"
              options={choices.data.fields.map(({ key, name, personal }) => ({
                value: key,
                label: (
                  <>
                    {format.name(name)}
                    {personal && (
                      <LockOutlined className="bn-personal" title={t('segments.export.personal')} />
                    )}
                  </>
                ),
              }))}
            />
          </Form.Item>
          <Form.Item name="tags" label={t('segments.export.tags')}>
            <Select
              mode="multiple"
              allowClear
              optionFilterProp="label"
              options={choices.data.tags.map(({ key, name }) => ({ value: key, label: format.name(name) }))}
            />
          </Form.Item>
          <Form.Item
            name="reason"
            label={t('segments.export.reason')}
            extra={t('segments.export.reasonHelp')}
            rules={[{ required: true, whitespace: true, min: 5, message: t('segments.export.reasonHelp') }]}
          >
            <Input.TextArea rows={2} maxLength={500} />
          </Form.Item>
          {choices.data.mayUnmask && <Flag name="unmasked" />}
          <Flag name="byteOrderMark" />
          <Flag name="watermark" />
          <ProblemAlert error={request.error} />
        </Form>
      )}
    </Modal>
  )
}

function Flag({ name }: { name: 'unmasked' | 'byteOrderMark' | 'watermark' }) {
  const { t } = useTranslation()
  return (
    <Form.Item name={name} valuePropName="checked" noStyle>
      <Checkbox className="bn-flag">{t(`segments.export.${name}`)}</Checkbox>
    </Form.Item>
  )
}

/** The browser writes the file while it comes, however large it is. */
export function download(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}
