import { InboxOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ListReport, type ListUpload, uploadList } from '../../../api/customer-lists.ts'
import { problemOf } from '../../../api/problem.ts'
import { keyOf } from '../segment-editor/key-of.ts'
import { NameFields } from '../segment-editor/name-fields.tsx'
import { UploadReport } from './upload-report.tsx'

const mostBytes = 20_000_000

interface Properties {
  /** A list that gets new members instead of a new list. */
  readonly again?: { readonly key: string; readonly name: { 'zh-CN': string; en: string } }
  readonly onClose: () => void
  /** Called when the reader is done with the report; without, nothing follows the upload. */
  readonly onUploaded?: (key: string) => void
}

/** Takes a file or pasted numbers, then reports who is on the list and which lines were not taken. */
export function UploadDialog({ again, onClose, onUploaded }: Properties) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<ListUpload>()
  const [tooLarge, setTooLarge] = useState(false)
  const [file, setFile] = useState<string>()
  const content = Form.useWatch('content', form) ?? ''
  const upload = useMutation({
    mutationFn: (values: ListUpload) => uploadList({ ...values, ...again }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['customer-lists'] }),
    onError: (error) => {
      const fields = problemOf(error).errors.flatMap(({ path, message }) => {
        const name = (['key', 'content'] as const).find((one) => path === `/${one}`)
        return name === undefined ? [] : [{ name, errors: [message] }]
      })
      form.setFields(fields)
    },
  })
  const lines = content.split('\n').filter((line) => line.trim() !== '').length
  const read = async (chosen: File) => {
    setTooLarge(chosen.size > mostBytes)
    if (chosen.size > mostBytes) return
    form.setFieldValue('content', await chosen.text())
    setFile(chosen.name)
    void form.validateFields(['content'])
    const name = chosen.name.replace(/\.[^.]*$/, '')
    if (again === undefined && (form.getFieldValue(['name', 'zh-CN']) ?? '') === '')
      form.setFieldsValue({ key: keyOf(name), name: { 'zh-CN': name, en: name } })
  }
  return (
    <Modal
      open
      width={640}
      title={t('segments.upload.title')}
      onCancel={onClose}
      destroyOnHidden
      footer={
        upload.data === undefined ? (
          <>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="primary" loading={upload.isPending} onClick={form.submit}>
              {t('segments.upload.go')}
            </Button>
          </>
        ) : (
          <ReportFoot
            report={upload.data}
            onClose={onClose}
            {...(onUploaded === undefined ? {} : { onUploaded })}
          />
        )
      }
    >
      {upload.data === undefined ? (
        <Form
          name="list"
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => upload.mutate(values)}
        >
          {again === undefined && <NameFields form={form} />}
          <Upload.Dragger
            accept=".txt,.csv,text/plain,text/csv"
            maxCount={1}
            showUploadList={false}
            beforeUpload={(chosen) => {
              void read(chosen)
              return false
            }}
          >
            <p className="ant-upload-drag-icon">
              <InboxOutlined />
            </p>
            <p>{file ?? t('segments.upload.file')}</p>
            <p className="bn-quiet">{t('segments.upload.fileHelp')}</p>
          </Upload.Dragger>
          {tooLarge && <Alert type="error" showIcon title={t('segments.upload.tooLarge')} />}
          <Form.Item
            name="content"
            label={t('segments.upload.or')}
            style={{ marginTop: 12 }}
            extra={lines === 0 ? undefined : t('segments.upload.lines', { count: lines })}
            rules={[{ required: true, whitespace: true, message: t('segments.upload.empty') }]}
          >
            <Input.TextArea className="bn-code" rows={5} spellCheck={false} />
          </Form.Item>
          {upload.isError && <Alert type="error" showIcon title={problemOf(upload.error).detail} />}
        </Form>
      ) : (
        <UploadReport report={upload.data} />
      )}
    </Modal>
  )
}

function ReportFoot(props: { report: ListReport; onClose: () => void; onUploaded?: (key: string) => void }) {
  const { t } = useTranslation()
  const { onUploaded } = props
  return (
    <>
      <Button type={onUploaded === undefined ? 'primary' : 'default'} onClick={props.onClose}>
        {t('segments.upload.close')}
      </Button>
      {onUploaded !== undefined && (
        <Button
          type="primary"
          onClick={() => {
            onUploaded(props.report.key)
            props.onClose()
          }}
        >
          {t('segments.upload.use')}
        </Button>
      )}
    </>
  )
}
