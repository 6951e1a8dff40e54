import { languages } from '../../../app/language.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Popconfirm, Segmented, Select, Space } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../api/problem.ts'
import {
  changeTemplate,
  type Language,
  publishTemplate,
  retireTemplate,
  type Template,
  type TemplateInput,
} from '../../../api/templates.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { ContentFields, type Caret } from './content-fields.tsx'
import { emptyContent, isSame, textAt, withText } from './content-shape.ts'
import { DefaultValues } from './default-values.tsx'
import { LivePreview } from './live-preview.tsx'
import { templateCategories } from './template-status.tsx'
import { TermFields } from './term-fields.tsx'
import { VariablePicker } from './variable-picker.tsx'

const draftOf = (template: Template): TemplateInput => ({
  key: template.key,
  channel: template.channel,
  name: template.name,
  description: template.description,
  category: template.category,
  fallback: template.fallback,
  defaults: template.defaults,
  product: template.product,
  general: template.general,
  content: template.content,
})

/** Both languages beside a live preview. Nothing is sent before the draft is published. */
export function TemplateEditor({ template }: { template: Template }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const mayWrite = useMay('engage:write')
  const [draft, setDraft] = useState(() => draftOf(template))
  const [language, setLanguage] = useState<Language>('zh-CN')
  const caret = useRef<Caret | null>(null)
  // What the draft is based on. A newer one is taken over unless something was written meanwhile: saving then says so.
  const [base, setBase] = useState(template)
  if (template.version > base.version) {
    const untouched = isSame(draft, draftOf(base))
    if (untouched) setDraft(draftOf(template))
    if (untouched || isSame(draft, draftOf(template))) setBase(template)
  }
  const dirty = !isSame(draft, draftOf(base))
  const content = draft.content[language]
  const change = (more: Partial<TemplateInput>) => setDraft({ ...draft, ...more })
  const setContent = (next: TemplateInput['content'][Language] | undefined) => {
    const others = Object.fromEntries(Object.entries(draft.content).filter(([one]) => one !== language))
    change({ content: next === undefined ? others : { ...others, [language]: next } })
  }
  const refresh = () => queries.invalidateQueries({ queryKey: ['templates'] })
  const failed = (error: unknown) => {
    const { detail, errors } = problemOf(error)
    message.error([detail, ...errors.slice(0, 3).map((one) => `${one.path}: ${one.message}`)].join(' '))
  }
  // What is written on while the server saves stays, and is based on what was saved.
  const saveDraft = async () => {
    const saved = await changeTemplate(base.version, draft)
    setBase(saved)
    setDraft((now) => (isSame(now, draft) ? draftOf(saved) : now))
    return saved
  }
  const save = useMutation({
    mutationFn: saveDraft,
    onSuccess: async () => {
      message.success(t('templates.saved'))
      await refresh()
    },
    onError: failed,
  })
  const publish = useMutation({
    mutationFn: async () => {
      const { version } = dirty ? await saveDraft() : base
      return publishTemplate(template.key, version, '')
    },
    onSuccess: ({ version, state }) =>
      message.success(t(state === 'published' ? 'templates.published' : 'templates.submitted', { version })),
    onError: failed,
    onSettled: refresh,
  })
  const retire = useMutation({
    mutationFn: () => retireTemplate(template.key, base.version),
    onSuccess: refresh,
    onError: failed,
  })
  const insert = (text: string) => {
    const at = caret.current
    if (content === undefined || at === null) {
      message.info(t('templates.variables.where'))
      return
    }
    const now = textAt(content, at.path)
    const place = Math.min(at.offset, now.length)
    setContent(withText(content, at.path, now.slice(0, place) + text + now.slice(place)))
    caret.current = { ...at, offset: place + text.length }
  }
  return (
    <div className="bn-template">
      <div className="bn-grid">
        <Panel>
          <Space wrap className="bn-template-bar">
            <Segmented
              aria-label={t('templates.languages')}
              value={language}
              options={languages.map((value) => ({
                value,
                label: `${t(`templates.language.${value}`)}${draft.content[value] === undefined ? ' —' : ''}`,
              }))}
              onChange={(value) => {
                caret.current = null
                setLanguage(value)
              }}
            />
            <VariablePicker onChoose={insert} disabled={!mayWrite} />
            {content !== undefined && mayWrite && (
              <Popconfirm title={t('templates.removeLanguageSure')} onConfirm={() => setContent(undefined)}>
                <Button type="text">{t('templates.removeLanguage')}</Button>
              </Popconfirm>
            )}
          </Space>
          {content === undefined ? (
            <div className="bn-template-none">
              <p>{t('templates.notWritten')}</p>
              <Button disabled={!mayWrite} onClick={() => setContent(emptyContent(draft.channel))}>
                {t('templates.write')}
              </Button>
            </div>
          ) : (
            <ContentFields
              key={language}
              channel={draft.channel}
              content={content}
              disabled={!mayWrite}
              onChange={setContent}
              onCaret={(at) => {
                caret.current = at
              }}
            />
          )}
        </Panel>
        <Panel title={t('templates.about')}>
          <div className="bn-template-about">
            <label>
              <span>{t('templates.nameZh')}</span>
              <Input
                value={draft.name['zh-CN']}
                disabled={!mayWrite}
                maxLength={200}
                onChange={({ target }) => change({ name: { ...draft.name, 'zh-CN': target.value } })}
              />
            </label>
            <label>
              <span>{t('templates.nameEn')}</span>
              <Input
                value={draft.name.en}
                disabled={!mayWrite}
                maxLength={200}
                onChange={({ target }) => change({ name: { ...draft.name, en: target.value } })}
              />
            </label>
            <label>
              <span>{t('templates.category')}</span>
              <Select
                aria-label={t('templates.category')}
                value={draft.category}
                disabled={!mayWrite}
                options={templateCategories.map((value) => ({
                  value,
                  label: t(`templates.categories.${value}`),
                }))}
                onChange={(category) => change({ category })}
              />
            </label>
            <label>
              <span>{t('templates.fallback')}</span>
              <Select
                aria-label={t('templates.fallback')}
                value={draft.fallback}
                disabled={!mayWrite}
                options={languages.map((value) => ({ value, label: t(`templates.language.${value}`) }))}
                onChange={(fallback) => change({ fallback })}
              />
            </label>
            <label className="bn-template-wide">
              <span>{t('templates.description')}</span>
              <Input
                value={draft.description}
                disabled={!mayWrite}
                maxLength={2000}
                onChange={({ target }) => change({ description: target.value })}
              />
            </label>
          </div>
          <TermFields draft={draft} disabled={!mayWrite} onChange={change} />
          <DefaultValues draft={draft} disabled={!mayWrite} onChange={(defaults) => change({ defaults })} />
        </Panel>
        {mayWrite && (
          <Space>
            <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate()}>
              {t('templates.publish')}
            </Button>
            <Button disabled={!dirty} loading={save.isPending} onClick={() => save.mutate()}>
              {t('templates.save')}
            </Button>
            {dirty && <Button onClick={() => setDraft(draftOf(base))}>{t('templates.discard')}</Button>}
            {template.status === 'published' && (
              <Popconfirm title={t('templates.retireSure')} onConfirm={() => retire.mutate()}>
                <Button danger type="text" loading={retire.isPending}>
                  {t('templates.retire')}
                </Button>
              </Popconfirm>
            )}
          </Space>
        )}
      </div>
      <LivePreview
        draft={draft}
        language={language}
        onFix={(path, text) => {
          // A JSON pointer: /content/zh-CN/text
          const [, , where, ...place] = path.split('/')
          const fixed = languages.find((one) => one === where)
          const before = fixed === undefined ? undefined : draft.content[fixed]
          if (fixed === undefined || before === undefined) return
          change({ content: { ...draft.content, [fixed]: withText(before, place, text) } })
          setLanguage(fixed)
        }}
      />
    </div>
  )
}
