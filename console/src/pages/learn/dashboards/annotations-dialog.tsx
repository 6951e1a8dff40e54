import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Modal, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Annotation,
  type AnnotationInput,
  type Dashboard,
  deleteAnnotation,
  type Mark,
  marksQuery,
  saveAnnotation,
} from '../../../api/dashboards.ts'
import { addDays, bankToday } from '../../../app/bank-time.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

const year = 366
const mine = (one: Mark): one is Annotation => one.of === 'annotation'

/** What is drawn on charts over time: campaigns of journeys by themselves, and what people note. */
export function AnnotationsDialog({ board, onClose }: { board: Dashboard; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const queries = useQueryClient()
  const may = useMay('learn:write')
  const [days] = useState(() => ({ from: addDays(bankToday(), -year), to: addDays(bankToday(), year) }))
  const marks = useQuery(marksQuery(board.id, days))
  const [editing, setEditing] = useState<Annotation | 'new'>()
  const done = async () => {
    setEditing(undefined)
    await queries.invalidateQueries({ queryKey: ['annotations'] })
  }
  const remove = useMutation({ mutationFn: deleteAnnotation, onSuccess: done })
  return (
    <Modal open width={720} title={t('dashboards.annotations')} footer={null} onCancel={onClose}>
      <p className="bn-quiet">{t('dashboards.annotationsHelp')}</p>
      <ProblemAlert error={marks.error ?? remove.error} />
      {editing !== undefined ? (
        <AnnotationForm
          board={board}
          annotation={editing === 'new' ? undefined : editing}
          onSaved={done}
          onCancel={() => setEditing(undefined)}
        />
      ) : (
        <>
          {may && (
            <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>
              {t('dashboards.addAnnotation')}
            </Button>
          )}
          <Table<Mark>
            size="small"
            style={{ marginTop: 10 }}
            loading={marks.isPending}
            rowKey={(one) => (mine(one) ? String(one.id) : one.journey)}
            dataSource={[...(marks.data?.items ?? [])].toSorted((a, b) => (a.firstDay < b.firstDay ? 1 : -1))}
            pagination={{ pageSize: 10, hideOnSinglePage: true }}
            locale={{ emptyText: t('dashboards.noAnnotations') }}
            columns={[
              {
                title: t('dashboards.days'),
                render: (_, { firstDay, lastDay }) =>
                  lastDay === firstDay ? firstDay : `${firstDay} – ${lastDay ?? ''}`,
              },
              { title: t('dashboards.annotation'), render: (_, { name }) => format.name(name) },
              {
                title: t('dashboards.where'),
                render: (_, one) =>
                  mine(one) ? (
                    t(one.dashboard === null ? 'dashboards.everyBoard' : 'dashboards.thisBoard')
                  ) : (
                    <Tag>{t('dashboards.journey')}</Tag>
                  ),
              },
              {
                align: 'right',
                render: (_, one) =>
                  may &&
                  mine(one) && (
                    <>
                      <Button
                        type="text"
                        size="small"
                        icon={<EditOutlined />}
                        aria-label={t('dashboards.changeAnnotation', { name: format.name(one.name) })}
                        onClick={() => setEditing(one)}
                      />
                      <Button
                        type="text"
                        size="small"
                        danger
                        icon={<DeleteOutlined />}
                        aria-label={t('dashboards.removeAnnotation', { name: format.name(one.name) })}
                        onClick={() => remove.mutate(one)}
                      />
                    </>
                  ),
              },
            ]}
          />
        </>
      )}
    </Modal>
  )
}

interface Fields {
  readonly name: AnnotationInput['name']
  readonly firstDay: string
  readonly lastDay: string | undefined
  readonly everywhere: boolean
}

function AnnotationForm(props: {
  board: Dashboard
  annotation: Annotation | undefined
  onSaved: () => Promise<void>
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const { board, annotation, onSaved, onCancel } = props
  const save = useMutation({
    mutationFn: (body: AnnotationInput) => saveAnnotation(annotation, body),
    onSuccess: onSaved,
  })
  const [today] = useState(bankToday)
  const required = { required: true, whitespace: true, message: t('segments.form.required') }
  return (
    <Form<Fields>
      layout="vertical"
      requiredMark={false}
      initialValues={
        annotation === undefined
          ? { firstDay: today, everywhere: false }
          : { ...annotation, everywhere: annotation.dashboard === null }
      }
      onFinish={({ name, firstDay, lastDay, everywhere }) =>
        save.mutate({
          name,
          firstDay,
          lastDay: lastDay === undefined || lastDay === '' ? firstDay : lastDay,
          dashboard: everywhere ? null : board.id,
        })
      }
    >
      <div className="bn-two">
        <Form.Item name={['name', 'zh-CN']} label={t('segments.form.nameChinese')} rules={[required]}>
          <Input autoFocus maxLength={200} />
        </Form.Item>
        <Form.Item name={['name', 'en']} label={t('segments.form.nameEnglish')} rules={[required]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="firstDay" label={t('dashboards.firstDay')} rules={[required]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="lastDay" label={t('dashboards.lastDay')}>
          <Input type="date" />
        </Form.Item>
      </div>
      <Form.Item name="everywhere" valuePropName="checked">
        <Checkbox>{t('dashboards.onEveryBoard')}</Checkbox>
      </Form.Item>
      <ProblemAlert error={save.error} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('segments.save')}
      </Button>{' '}
      <Button onClick={onCancel}>{t('common.cancel')}</Button>
    </Form>
  )
}
