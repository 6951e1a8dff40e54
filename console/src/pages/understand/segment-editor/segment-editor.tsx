import { CodeOutlined, QuestionCircleOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, Popover } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type SegmentDetail, segmentQuery } from '../../../api/segments.ts'
import { sessionQuery } from '../../../api/session.ts'
import { useFormats } from '../../../app/format.ts'
import { Page, Panel } from '../../../components/page.tsx'
import { WaitingPage } from '../../../components/waiting-page.tsx'
import { JsonView } from '../rule-builder/json-view.tsx'
import { readTree, writeTree } from '../rule-builder/model/tree.ts'
import { RuleBuilder } from '../rule-builder/rule-builder.tsx'
import { useLiveCount } from '../rule-builder/use-live-count.ts'
import { type RuleCatalogue, useRuleCatalogue } from '../rule-builder/use-rule-catalogue.ts'
import { useRuleEditor } from '../rule-builder/use-rule-editor.ts'
import { type Draft, readDraft, writeDraft } from './draft.ts'
import { KeyboardHelp } from './keyboard-help.tsx'
import { LeaveGuard } from './leave-guard.tsx'
import { RuleSide } from './rule-side.tsx'
import { SaveRule } from './save-rule.tsx'
import './segment-editor.css'

export function NewSegmentPage() {
  return <SegmentEditorPage />
}

export function EditSegmentPage() {
  const { key } = useParams({ from: '/signed-in/understand/segments/$key/edit' })
  return <SegmentEditorPage key={key} id={key} />
}

/** Loads what the editor needs before it opens. */
function SegmentEditorPage({ id }: { id?: string }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const { catalogue, error, retry } = useRuleCatalogue()
  const segment = useQuery({ ...segmentQuery(id ?? ''), enabled: id !== undefined, staleTime: 0 })
  const failed = error ?? (segment.isError ? segment.error : undefined)
  // What was read earlier may be an older version of the segment.
  const ready = id === undefined || (segment.data !== undefined && segment.isFetchedAfterMount)
  if (session && catalogue !== undefined && ready && failed === undefined)
    return <SegmentEditor user={session.user.login} catalogue={catalogue} segment={segment.data} />
  return (
    <WaitingPage
      title={t('segments.new')}
      scope="understand:write"
      error={failed}
      retry={() => {
        retry()
        void segment.refetch()
      }}
    />
  )
}

/** Parts are counted one by one while the whole answers this fast. */
const cheapMilliseconds = 800

function SegmentEditor(props: {
  user: string
  catalogue: RuleCatalogue
  segment: SegmentDetail | undefined
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { user, catalogue, segment } = props
  const key = segment?.key
  const [draft] = useState<Draft | undefined>(() => readDraft(user, key))
  const [restored, setRestored] = useState(draft !== undefined)
  // The version that the draft began from: if somebody else saved since, the server refuses to overwrite it unasked.
  const [version, setVersion] = useState(draft?.version ?? segment?.version ?? 0)
  const saved = useMemo(() => segment?.rule ?? { all: [] }, [segment])
  const editor = useRuleEditor(() => draft?.rule ?? saved)
  const [name] = useState(() => `segment ${crypto.randomUUID().slice(0, 8)}`)
  const [asJson, setAsJson] = useState(false)
  const written = useMemo(() => writeTree(editor.root), [editor.root])
  const everything = useMemo(
    () => JSON.stringify(writeTree(editor.root, { everything: true }).rule),
    [editor.root],
  )
  const [clean, setClean] = useState(() => (draft === undefined ? everything : undefined))
  const dirty = clean === undefined ? true : everything !== clean
  const json = written.rule === null ? null : JSON.stringify(written.rule)
  const count = useLiveCount(json, name)
  const problems = useMemo(
    () =>
      (count.problem?.errors ?? []).map(({ path, message }) => ({
        path: path.replace(/^\/rule/, ''),
        message,
      })),
    [count.problem],
  )
  useEffect(() => {
    writeDraft(user, key, dirty ? { rule: JSON.parse(everything), version } : undefined)
  }, [user, key, dirty, everything, version])
  const discard = useCallback(() => writeDraft(user, key, undefined), [user, key])
  const goBack = () => {
    const root = readTree(saved)
    editor.apply(() => root)
    setClean(JSON.stringify(writeTree(root, { everything: true }).rule))
    setVersion(segment?.version ?? 0)
    setRestored(false)
  }
  return (
    <Page
      title={
        segment === undefined
          ? t('segments.new')
          : t('segments.editTitle', { name: format.name(segment.name) })
      }
      lead={
        <>
          {t('segments.editLead')}{' '}
          {dirty && <span className="bn-unsaved">{t('segments.draft.unsaved')}</span>}
        </>
      }
      scope="understand:write"
      actions={
        <>
          <Button
            icon={<UndoOutlined />}
            disabled={!editor.canUndo}
            aria-label={t('segments.undo')}
            title={`${t('segments.undo')} (Ctrl+Z)`}
            onClick={editor.undo}
          />
          <Button
            icon={<RedoOutlined />}
            disabled={!editor.canRedo}
            aria-label={t('segments.redo')}
            title={`${t('segments.redo')} (Ctrl+Shift+Z)`}
            onClick={editor.redo}
          />
          <Popover trigger="click" placement="bottomRight" content={<KeyboardHelp />}>
            <Button icon={<QuestionCircleOutlined />} aria-label={t('segments.keys.title')} />
          </Popover>
          <Button icon={<CodeOutlined />} aria-pressed={asJson} onClick={() => setAsJson(!asJson)}>
            {asJson ? t('segments.tree') : t('segments.json')}
          </Button>
          <SaveRule
            segment={segment}
            version={version}
            onConflict={setVersion}
            written={written}
            wrong={problems.length > 0}
            onSaved={() => {
              setClean(everything)
              discard()
            }}
          />
        </>
      }
    >
      {restored && dirty && (
        <Alert
          className="bn-restored"
          type="info"
          showIcon
          closable
          title={t('segments.draft.restored')}
          action={
            <Button size="small" onClick={goBack}>
              {t('segments.draft.discard')}
            </Button>
          }
        />
      )}
      <div className="bn-editor">
        <div className="bn-editor-main">
          {asJson ? (
            <Panel>
              <JsonView editor={editor} name={name} onDone={() => setAsJson(false)} />
            </Panel>
          ) : (
            <RuleBuilder
              editor={editor}
              catalogue={catalogue}
              written={written}
              name={name}
              problems={problems}
              base={count.estimate?.base}
              calm={count.fresh}
              countsParts={count.estimate !== undefined && count.estimate.milliseconds < cheapMilliseconds}
            />
          )}
        </div>
        <RuleSide count={count} rule={written.rule} json={json} gaps={written.gaps.length} name={name} />
      </div>
      <LeaveGuard dirty={dirty} onDiscard={discard} />
    </Page>
  )
}
