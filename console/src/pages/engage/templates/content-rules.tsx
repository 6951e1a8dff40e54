import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Popconfirm, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  deleteSensitiveWord,
  saveSensitiveWord,
  type SensitiveWord,
  sensitiveWordsQuery,
} from '../../../api/templates.ts'
import { useFilters } from '../../../app/search.ts'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar, TextFilter } from '../../../components/filter-bar.tsx'
import { Page, useMay } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { ContentPolicyPanel } from './content-policy-panel.tsx'

const severities = ['forbidden', 'caution'] as const

/** What every text has to keep: signature, way out, four eyes, and the words that rules forbid. */
export function ContentRulesPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.contentRules')} lead={t('templates.rules.lead')} scope="engage:read">
      <div className="bn-grid">
        <ContentPolicyPanel />
        <Words />
      </div>
    </Page>
  )
}

function Words() {
  const { t } = useTranslation()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const [filters] = useFilters()
  const [editing, setEditing] = useState<Partial<SensitiveWord> | null>(null)
  const words = useQuery({
    ...sensitiveWordsQuery({
      cursor: filters['cursor'],
      search: filters['search'],
      severity: severities.find((one) => one === filters['severity']),
    }),
    placeholderData: keepPreviousData,
  })
  const remove = useMutation({
    mutationFn: deleteSensitiveWord,
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['sensitive-words'] }),
  })
  const columns: TableColumnsType<SensitiveWord> = [
    { title: t('templates.rules.word'), dataIndex: 'word' },
    {
      title: t('templates.rules.severity'),
      dataIndex: 'severity',
      render: (severity: SensitiveWord['severity']) => (
        <StatusDot tone={severity === 'forbidden' ? 'bad' : 'warn'}>
          {t(`templates.rules.severities.${severity}`)}
        </StatusDot>
      ),
    },
    { title: t('templates.rules.source'), dataIndex: 'source' },
    { title: t('templates.rules.suggestion'), dataIndex: 'suggestion' },
    {
      key: 'actions',
      align: 'right',
      render: (_, { word }) =>
        mayWrite && (
          <span role="presentation" onClick={(event) => event.stopPropagation()}>
            <Popconfirm
              title={t('templates.rules.removeSure', { word })}
              onConfirm={() => remove.mutate(word)}
            >
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('templates.rules.remove', { word })}
              />
            </Popconfirm>
          </span>
        ),
    },
  ]
  return (
    <div>
      <FilterBar names={['search', 'severity']} refresh={() => void words.refetch()}>
        <TextFilter name="search" label={t('templates.rules.search')} />
        <ChoiceFilter
          name="severity"
          label={t('templates.rules.severity')}
          options={severities.map((value) => ({ value, label: t(`templates.rules.severities.${value}`) }))}
        />
        {mayWrite && (
          <Button icon={<PlusOutlined />} onClick={() => setEditing({})}>
            {t('templates.rules.add')}
          </Button>
        )}
      </FilterBar>
      <CursorTable
        label={t('templates.rules.words')}
        query={words}
        columns={columns}
        rowKey={({ word }) => word}
        filtered={filters['search'] !== undefined || filters['severity'] !== undefined}
        {...(mayWrite ? { onOpen: setEditing } : {})}
      />
      {editing !== null && <WordDialog word={editing} onClose={() => setEditing(null)} />}
    </div>
  )
}

function WordDialog({ word, onClose }: { word: Partial<SensitiveWord>; onClose: () => void }) {
  const { t } = useTranslation()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const [form] = Form.useForm<Parameters<typeof saveSensitiveWord>[0]>()
  const save = useMutation({
    mutationFn: saveSensitiveWord,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['sensitive-words'] })
      onClose()
    },
    onError: tellProblem,
  })
  return (
    <Modal
      open
      title={word.word ?? t('templates.rules.add')}
      okText={t('templates.save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        name="word"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          word: word.word ?? '',
          severity: word.severity ?? 'forbidden',
          topic: word.topic ?? '',
          source: word.source ?? '',
          suggestion: word.suggestion ?? '',
        }}
        onFinish={(values) => save.mutate(values)}
      >
        <Form.Item
          name="word"
          label={t('templates.rules.word')}
          rules={[{ required: true, message: t('templates.needed') }]}
        >
          <Input disabled={word.word !== undefined} maxLength={50} />
        </Form.Item>
        <Form.Item name="severity" label={t('templates.rules.severity')}>
          <Select
            options={severities.map((value) => ({ value, label: t(`templates.rules.severities.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="topic" hidden>
          <Input />
        </Form.Item>
        <Form.Item name="source" label={t('templates.rules.source')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="suggestion" label={t('templates.rules.suggestion')}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
