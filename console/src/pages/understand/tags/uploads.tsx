import { InboxOutlined, UploadOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Empty, Form, Input, Modal, Space, Table, Upload as FileDrop } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import {
  clearTagValues,
  setTagValue,
  type TagDetail,
  type Upload,
  type UploadReport,
  uploadsQuery,
  uploadValues,
} from '../../../api/tags.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'

/** Values handed in for an imported tag: what came when, and ways to hand in more. */
export function Uploads({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const format = useFormats()
  const uploads = useQuery(uploadsQuery(tag.key))
  return (
    <Panel title={t('tags.uploads.title')}>
      <Ways tag={tag} />
      {uploads.isError ? (
        <ProblemState error={uploads.error} retry={() => void uploads.refetch()} />
      ) : (
        <Table<Upload>
          size="small"
          rowKey="id"
          loading={uploads.isPending}
          pagination={false}
          dataSource={uploads.data?.items ?? []}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('tags.uploads.empty')} />,
          }}
          expandable={{
            rowExpandable: ({ problems }) => problems.length > 0,
            expandedRowRender: problemsOf,
          }}
          columns={[
            { title: t('tags.uploads.at'), dataIndex: 'createdAt', render: format.time },
            { title: t('tags.uploads.by'), dataIndex: 'createdBy' },
            {
              title: t('tags.uploads.file'),
              dataIndex: 'file',
              render: (file: string) => (file === '' ? '—' : file),
            },
            ...(['rows', 'customers', 'unknown', 'duplicates', 'invalid'] as const).map((name) => ({
              title: t(`tags.uploads.${name}`),
              dataIndex: name,
              align: 'right' as const,
              render: format.count,
            })),
          ]}
        />
      )}
    </Panel>
  )
}

const problemsOf = ({ problems }: Upload) => <Problems problems={problems} />

function Problems({ problems }: { problems: Upload['problems'] }) {
  const { t } = useTranslation()
  return (
    <ul style={{ margin: 0 }}>
      {problems.map(({ line, reason }) => (
        <li key={line}>{t('tags.uploads.line', { line, reason: t(`tags.uploads.reasons.${reason}`) })}</li>
      ))}
    </ul>
  )
}

function Ways({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'many' | 'one' | null>(null)
  const may = useMay('understand:write')
  const clear = useMutation({
    mutationFn: () => clearTagValues(tag.key),
    onSuccess: async ({ customers }) => {
      message.success(t('tags.uploads.cleared', { count: customers }))
      await queries.invalidateQueries({ queryKey: ['tags', tag.key] })
    },
    onError: tellProblem,
  })
  if (!may || tag.status === 'retired') return null
  const ask = () =>
    modal.confirm({
      title: t('tags.uploads.clearTitle'),
      content: t('tags.uploads.clearText'),
      okText: t('tags.uploads.clear'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => clear.mutateAsync().catch(() => undefined),
    })
  return (
    <Space style={{ marginBottom: 10 }}>
      <Button type="primary" icon={<UploadOutlined />} onClick={() => setOpen('many')}>
        {t('tags.uploads.upload')}
      </Button>
      <Button onClick={() => setOpen('one')}>{t('tags.uploads.one')}</Button>
      <Button danger type="text" onClick={ask}>
        {t('tags.uploads.clear')}
      </Button>
      {open === 'many' && <UploadDialog tag={tag} onClose={() => setOpen(null)} />}
      {open === 'one' && <OneDialog tag={tag} onClose={() => setOpen(null)} />}
    </Space>
  )
}

function UploadDialog({ tag, onClose }: { tag: TagDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [content, setContent] = useState('')
  const [file, setFile] = useState('')
  const send = useMutation({
    mutationFn: () => uploadValues(tag.key, content, file),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tags', tag.key] }),
  })
  return (
    <Modal
      open
      title={t('tags.uploads.upload')}
      onCancel={onClose}
      cancelText={t('common.cancel')}
      okText={t('tags.uploads.send')}
      okButtonProps={{ disabled: content.trim() === '' || send.isSuccess, loading: send.isPending }}
      onOk={() => send.mutate()}
    >
      <FileDrop.Dragger
        accept=".csv,.txt,.jsonl,.ndjson"
        maxCount={1}
        showUploadList={file !== ''}
        beforeUpload={async (chosen) => {
          setContent(await chosen.text())
          setFile(chosen.name)
          send.reset()
          return false
        }}
      >
        <InboxOutlined style={{ fontSize: 26 }} /> <p>{t('tags.uploads.choose')}</p>
      </FileDrop.Dragger>
      <p className="bn-quiet">{t('tags.uploads.format')}</p>
      <Input.TextArea
        aria-label={t('tags.uploads.paste')}
        placeholder={t('tags.uploads.paste')}
        className="bn-code"
        rows={5}
        value={content.slice(0, 20_000)}
        readOnly={content.length > 20_000}
        onChange={({ target }) => {
          setContent(target.value)
          setFile('')
          send.reset()
        }}
      />
      {send.isError && <ProblemState error={send.error} />}
      {send.data !== undefined && <Report report={send.data} />}
    </Modal>
  )
}

function Report({ report }: { report: UploadReport }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { customers, rows, repeated, problems } = report
  return (
    <Alert
      style={{ marginTop: 10 }}
      type={repeated ? 'info' : problems.length > 0 ? 'warning' : 'success'}
      showIcon
      title={
        repeated
          ? t('tags.uploads.repeated')
          : t('tags.uploads.report', { customers: format.count(customers), rows: format.count(rows) })
      }
      description={!repeated && problems.length > 0 && <Problems problems={problems.slice(0, 8)} />}
    />
  )
}

function OneDialog({ tag, onClose }: { tag: TagDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const [form] = Form.useForm<{ number: string; value?: string }>()
  const set = useMutation({
    mutationFn: ({ number, value = '' }: { number: string; value?: string }) =>
      setTagValue(tag.key, number.trim(), value.trim() === '' ? null : value.trim()),
    onSuccess: () => {
      message.success(t('tags.uploads.setDone'))
      onClose()
    },
    onError: (error) => {
      const { errors, detail } = problemOf(error)
      const [first] = errors
      if (first?.path === '/value' || first?.path === '/customerNumber')
        form.setFields([{ name: first.path === '/value' ? 'value' : 'number', errors: [detail] }])
      else tellProblem(error)
    },
  })
  return (
    <Modal
      open
      title={t('tags.uploads.one')}
      onCancel={onClose}
      cancelText={t('common.cancel')}
      okText={t('tags.uploads.set')}
      okButtonProps={{ loading: set.isPending }}
      onOk={() => void form.validateFields().then((values) => set.mutate(values))}
    >
      <Form form={form} layout="vertical" requiredMark={false}>
        <Form.Item
          name="number"
          label={t('tags.uploads.number')}
          rules={[{ required: true, message: t('tags.editor.required') }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="value" label={t('tags.uploads.value')} extra={t('tags.uploads.valueHelp')}>
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
