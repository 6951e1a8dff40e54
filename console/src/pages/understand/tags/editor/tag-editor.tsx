import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Form } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../../api/problem.ts'
import {
  changeTag,
  createTag,
  inputOf,
  type TagDetail,
  type TagKind,
  tagKindsQuery,
  tagQuery,
} from '../../../../api/tags.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { Page, Panel } from '../../../../components/page.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'
import { useTellProblem } from '../../../../components/tell-problem.ts'
import { type About, AboutFields } from './about-fields.tsx'
import { DefinitionFields, type Wrong } from './definition-fields.tsx'
import { fieldSchemaOf, isComplete, withoutEmpty } from './json-schema.ts'
import { GroupSelect, KindSelect } from './kind-and-group.tsx'
import { Preview } from './preview.tsx'
import '../tags.css'

export function NewTagPage() {
  const { t } = useTranslation()
  const kinds = useQuery(tagKindsQuery)
  return (
    <Page title={t('tags.editor.newTitle')} lead={t('tags.editor.lead')} scope="understand:write">
      {kinds.isError ? (
        <ProblemState error={kinds.error} retry={() => void kinds.refetch()} />
      ) : kinds.data === undefined ? (
        <LoadingState />
      ) : (
        <Editor kinds={kinds.data.kinds} />
      )}
    </Page>
  )
}

export function EditTagPage() {
  const { t } = useTranslation()
  const { key } = useParams({ from: '/signed-in/understand/tags/$key/edit' })
  const kinds = useQuery(tagKindsQuery)
  const tag = useQuery({ ...tagQuery(key), staleTime: Infinity })
  return (
    <Page
      title={t('tags.editor.editTitle')}
      lead={<span className="bn-code">{key}</span>}
      scope="understand:write"
    >
      {tag.isError ? (
        <ProblemState error={tag.error} retry={() => void tag.refetch()} />
      ) : kinds.data === undefined || tag.data === undefined ? (
        <LoadingState />
      ) : (
        <Editor key={key} kinds={kinds.data.kinds} tag={tag.data} />
      )}
    </Page>
  )
}

function Editor({ kinds, tag }: { kinds: readonly TagKind[]; tag?: TagDetail }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [form] = Form.useForm<About>()
  const [definition, setDefinition] = useState<Readonly<Record<string, unknown>>>(
    tag?.definition ?? { kind: kinds[0]?.kind ?? '' },
  )
  const [wrong, setWrong] = useState<Wrong>(new Map())
  const kind = kinds.find((one) => one.kind === definition['kind'])
  const schema = useMemo(() => fieldSchemaOf(kind?.schema), [kind])
  const unit = Form.useWatch('unit', form) ?? tag?.unit ?? ''
  const group = Form.useWatch('group', form)
  const organisation = (Form.useWatch('organisation', form) ?? '').trim()
  const filled = withoutEmpty(definition)
  const complete = isComplete(schema, definition)
  // A definition that nobody has written anything of is not asked about yet.
  const written = tag !== undefined || Object.keys(filled).length > 1 || definition['kind'] !== kinds[0]?.kind
  const question =
    complete && written
      ? JSON.stringify({
          definition: filled,
          ...(tag === undefined ? {} : { key: tag.key }),
          ...(group === undefined ? {} : { group }),
          ...(organisation === '' ? {} : { organisation }),
        })
      : null
  const showProblems = useCallback((error: unknown) => {
    const errors = error === null || error === undefined ? [] : problemOf(error).errors
    setWrong(new Map(errors.map(({ path, message: text }) => [path, text])))
  }, [])
  const save = useMutation({
    mutationFn: (about: About) => {
      const body = {
        group: about.group,
        name: { 'zh-CN': about.zh, en: about.en },
        description: about.description,
        unit: about.unit,
        class: about.class,
        subclass: about.subclass,
        owner: about.owner,
        status: about.status,
        ...(about.freshHours ? { freshHours: about.freshHours } : {}),
        ...(organisation === '' ? {} : { organisation }),
        definition: filled,
      }
      return tag === undefined
        ? createTag({ ...body, key: about.key })
        : changeTag(tag.key, tag.version, { ...inputOf(tag), ...body })
    },
    onSuccess: async ({ key }) => {
      message.success(t('tags.savedRefresh'))
      await queries.invalidateQueries({ queryKey: ['tags'] })
      await queries.invalidateQueries({ queryKey: ['tag-groups'] })
      await navigate({ to: '/understand/tags/$key', params: { key } })
    },
    onError: (error) => {
      const { errors } = problemOf(error)
      showProblems(error)
      const named = ['key', 'group', 'organisation', 'description', 'unit'] as const
      for (const name of named) {
        const found = errors.find(({ path }) => path === `/${name}`)
        if (found) form.setFields([{ name, errors: [found.message] }])
      }
      tellProblem(error)
    },
  })
  const chooseKind = (chosen: string) => {
    setDefinition({ kind: chosen })
    setWrong(new Map())
    const source = kinds.find((one) => one.kind === chosen)?.source
    if (source !== kind?.source) form.setFieldValue('group', undefined)
  }
  return (
    <Form<About>
      name="tag"
      form={form}
      layout="vertical"
      onFinish={(about) => save.mutate(about)}
      initialValues={{
        key: tag?.key ?? '',
        zh: tag?.name['zh-CN'] ?? '',
        en: tag?.name.en ?? '',
        description: tag?.description ?? '',
        unit: tag?.unit ?? '',
        class: tag?.class ?? '',
        subclass: tag?.subclass ?? '',
        owner: tag?.owner ?? '',
        freshHours: tag?.freshHours,
        organisation: tag?.organisation ?? '',
        status: tag?.status ?? 'active',
        group: tag?.group,
      }}
    >
      <div className="bn-editor">
        <div className="bn-grid">
          <Panel title={t('tags.editor.computed')}>
            <div className="bn-fields">
              <Form.Item label={t('tags.editor.kind')} htmlFor="tag-kind">
                <KindSelect kinds={kinds} value={String(definition['kind'])} onChange={chooseKind} />
              </Form.Item>
              {kind !== undefined && (
                <GroupSelect source={kind.source} onCreated={(key) => form.setFieldValue('group', key)} />
              )}
            </div>
            {wrong.has('/definition') && (
              <p role="alert" className="bn-wrong">
                {wrong.get('/definition')}
              </p>
            )}
            <DefinitionFields
              key={String(definition['kind'])}
              schema={schema}
              value={definition}
              onChange={setDefinition}
              wrong={wrong}
            />
          </Panel>
          <AboutFields isNew={tag === undefined} />
          <div>
            <Button type="primary" htmlType="submit" loading={save.isPending} disabled={!complete}>
              {t('tags.editor.save')}
            </Button>{' '}
            {tag === undefined ? (
              <Link to="/understand/tags">
                <Button>{t('tags.editor.cancel')}</Button>
              </Link>
            ) : (
              <Link to="/understand/tags/$key" params={{ key: tag.key }}>
                <Button>{t('tags.editor.cancel')}</Button>
              </Link>
            )}
          </div>
        </div>
        <div className="bn-editor-preview">
          <Preview question={question} unit={unit} onProblem={showProblems} />
        </div>
      </div>
    </Form>
  )
}
