import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Form, Input, Modal, Select, Upload, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import {
  changeList,
  createList,
  type ListFields,
  type SuppressionList,
  uploadEntries,
} from '../../api/contact-policy.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { categories } from './policy-values.ts'

/** Begins a list of the bank's own, or changes what a list is called and stops. */
export function ListDialog({ list, onClose }: { list: SuppressionList | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<ListFields & { key: string }>()
  const save = useMutation({
    mutationFn: ({ key, ...fields }: ListFields & { key: string }) =>
      list === undefined ? createList({ key, ...fields }) : changeList(list, fields),
    onSuccess: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: ['suppression-lists'] })
    },
  })
  const initial = list ?? { key: '', name: { 'zh-CN': '', en: '' }, description: '', blocks: ['marketing'] }
  return (
    <Modal
      open
      title={t(list === undefined ? 'decide.lists.add' : 'decide.lists.edit')}
      okText={t('decide.lists.save')}
      cancelText={t('common.cancel')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={save.isPending}
    >
      <ProblemAlert error={save.error} />
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(values) => save.mutate(values)}>
        <Form.Item
          name="key"
          label={t('decide.lists.key')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/, message: t('decide.lists.keyRule') }]}
        >
          <Input disabled={list !== undefined} />
        </Form.Item>
        <Form.Item name={['name', 'zh-CN']} label={t('decide.lists.nameZh')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name={['name', 'en']} label={t('decide.lists.nameEn')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="description" label={t('decide.lists.description')}>
          <Input />
        </Form.Item>
        <Form.Item name="blocks" label={t('decide.lists.blocks')} rules={[{ required: true }]}>
          <Select
            mode="multiple"
            options={categories.map((value) => ({ value, label: t(`decide.categories.${value}`) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** Puts many customers on a list by their numbers, or takes them off; says which numbers nobody has. */
export function EntriesDialog(props: { list: SuppressionList; active: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ content: string; evidence: string }>()
  const upload = useMutation({
    mutationFn: (values: { content: string; evidence: string }) =>
      uploadEntries(props.list.key, { ...values, active: props.active }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['suppression-lists'] }),
  })
  const report = upload.data
  return (
    <Modal
      open
      title={t(props.active ? 'decide.lists.addCustomers' : 'decide.lists.endEntries')}
      okText={t(report === undefined ? 'decide.lists.upload' : 'decide.lists.done')}
      cancelText={t('common.cancel')}
      onCancel={props.onClose}
      onOk={() => (report === undefined ? form.submit() : props.onClose())}
      confirmLoading={upload.isPending}
    >
      <ProblemAlert error={upload.error} />
      {report === undefined ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ evidence: '' }}
          onFinish={(values) => upload.mutate(values)}
        >
          <Form.Item name="content" label={t('decide.lists.numbers')} rules={[{ required: true }]}>
            <Input.TextArea rows={8} />
          </Form.Item>
          <Upload
            accept=".txt,.csv"
            showUploadList={false}
            beforeUpload={async (file) => {
              form.setFieldValue('content', await file.text())
              return false
            }}
          >
            <Button>{t('decide.lists.file')}</Button>
          </Upload>
          <Form.Item name="evidence" label={t('decide.lists.evidence')} style={{ marginTop: 12 }}>
            <Input />
          </Form.Item>
        </Form>
      ) : (
        <Alert
          type={report.unknown > 0 ? 'warning' : 'success'}
          showIcon
          title={t('decide.lists.report', { recorded: report.recorded, unknown: report.unknown })}
          description={report.unknownNumbers.join(', ')}
        />
      )}
    </Modal>
  )
}
