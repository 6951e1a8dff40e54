import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  decideTemplate,
  restoreTemplate,
  type Template,
  type TemplateVersion,
  templateVersionsQuery,
} from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'
import { languages } from '../../../app/language.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { fieldsOf } from './content-shape.ts'
import { differencesOf, type Said } from './differences.ts'
import { templateCategories } from './template-status.tsx'

const tones = { submitted: 'busy', published: 'good', rejected: 'bad', retired: 'quiet' } as const

/** Every version as it was, against the draft or the version before it. */
export function VersionsTab({ template }: { template: Template }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const versions = useQuery(templateVersionsQuery(template.key))
  const [chosen, setChosen] = useState<number | null>(null)
  const settled = {
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: ['templates'] }),
  }
  const restore = useMutation({
    mutationFn: (version: number) => restoreTemplate(template.key, version, template.version),
    onSuccess: () => message.success(t('templates.versions.restored')),
    ...settled,
  })
  const decide = useMutation({
    mutationFn: ({ version, approve }: { version: number; approve: boolean }) =>
      decideTemplate(template.key, version, approve, ''),
    ...settled,
  })
  if (versions.isError) return <ProblemState error={versions.error} retry={() => void versions.refetch()} />
  if (versions.data === undefined) return <LoadingState />
  const { items } = versions.data
  if (items.length === 0) return <p className="bn-quiet">{t('templates.versions.none')}</p>
  const shown = items.find(({ version }) => version === chosen) ?? items[0]
  return (
    <div className="bn-versions">
      <Panel title={t('templates.tabs.versions')}>
        <ol className="bn-versions-list">
          {items.map((one) => (
            <li key={one.version} aria-current={one === shown}>
              <button type="button" onClick={() => setChosen(one.version)}>
                <strong>v{one.version}</strong>{' '}
                <StatusDot tone={tones[one.state]}>{t(`templates.versions.states.${one.state}`)}</StatusDot>
                <small>
                  {one.submittedBy} · {format.time(one.submittedAt)}
                  {one.note === '' ? '' : ` · ${one.note}`}
                </small>
              </button>
            </li>
          ))}
        </ol>
      </Panel>
      {shown !== undefined && (
        <Panel title={t('templates.versions.changes', { version: shown.version })}>
          {mayWrite && (
            <Space wrap>
              <Popconfirm
                title={t('templates.versions.restoreSure')}
                onConfirm={() => restore.mutate(shown.version)}
              >
                <Button loading={restore.isPending}>{t('templates.versions.restore')}</Button>
              </Popconfirm>
              {shown.state === 'submitted' && (
                <>
                  <Button
                    type="primary"
                    loading={decide.isPending}
                    onClick={() => decide.mutate({ version: shown.version, approve: true })}
                  >
                    {t('templates.versions.approve')}
                  </Button>
                  <Button danger onClick={() => decide.mutate({ version: shown.version, approve: false })}>
                    {t('templates.versions.reject')}
                  </Button>
                </>
              )}
            </Space>
          )}
          <Difference
            channel={template.channel}
            title={t('templates.versions.toDraft')}
            before={shown}
            after={{ content: template.content, category: template.category }}
          />
          <Difference
            channel={template.channel}
            title={t('templates.versions.sinceBefore')}
            before={items.find(({ version }) => version === shown.version - 1)}
            after={shown}
          />
        </Panel>
      )}
    </div>
  )
}

type Sayable = Pick<TemplateVersion, 'content' | 'category'>

function Difference({
  channel,
  title,
  before,
  after,
}: {
  channel: Template['channel']
  title: string
  before: Sayable | undefined
  after: Sayable
}) {
  const { t } = useTranslation()
  const changes = differencesOf(before, after)
  const nameOf = (path: string): string => {
    if (path === 'category') return t('templates.category')
    const [, spoken, ...rest] = path.split('.')
    const language = languages.find((one) => one === spoken)
    const content =
      language === undefined ? undefined : (after.content[language] ?? before?.content[language])
    if (language === undefined || content === undefined) return path
    const field = fieldsOf(channel, content).find((one) => one.path.join('.') === rest.join('.'))
    const name =
      field === undefined || field.label === 'field' ? rest.join('.') : t(`templates.fields.${field.label}`)
    return `${t(`templates.language.${language}`)} · ${name}`
  }
  const written = (path: string, part: Said): Said => {
    const category = path === 'category' && templateCategories.find((one) => one === part.text)
    return category ? { ...part, text: t(`templates.categories.${category}`) } : part
  }
  return (
    <section className="bn-difference" aria-label={title}>
      <h3>{title}</h3>
      {changes.length === 0 && <p className="bn-quiet">{t('templates.versions.same')}</p>}
      {changes.map(({ path, parts }) => (
        <div key={path}>
          <strong>{nameOf(path)}</strong>
          <p>{parts.map((part, i) => writePart(written(path, part), i))}</p>
        </div>
      ))}
    </section>
  )
}

function writePart(part: Said, i: number) {
  if (part.kind === 'gone') return <del key={i}>{part.text}</del>
  if (part.kind === 'new') return <ins key={i}>{part.text}</ins>
  return <span key={i}>{part.text}</span>
}
