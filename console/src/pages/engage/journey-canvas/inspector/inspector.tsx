import { CopyOutlined, DeleteOutlined } from '@ant-design/icons'
import { Alert, Button, ConfigProvider, Input, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditing, useEditor, useSelected } from '../editor-context.ts'
import { changeNode, copyNodes, pasteNodes, removeNodes, renameNode } from '../model/edits.ts'
import { entryId } from '../model/graph.ts'
import { NodeIcon } from '../node-icon.tsx'
import type { GraphProblem, NodeProblems } from '../use-problems.ts'
import { EntryForm } from './entry-form.tsx'
import { Field } from './field.tsx'
import { NodeForm } from './node-form.tsx'
import { SettingsForm } from './settings-form.tsx'
import { WaysField } from './ways-field.tsx'

/** What is chosen on the canvas, as a form; nothing chosen: the journey itself. */
export function Inspector({ problems }: { problems: NodeProblems }) {
  const { t } = useTranslation()
  const { readOnly } = useEditing()
  const selected = useSelected()
  const [only, ...others] = selected
  const [tab, setTab] = useState('settings')
  return (
    <aside className="bn-inspector" aria-label={t('journeys.inspector')} data-testid="inspector">
      <ConfigProvider componentDisabled={readOnly}>
        {only === undefined ? (
          <Tabs
            size="small"
            activeKey={tab}
            onChange={setTab}
            items={[
              {
                key: 'settings',
                label: t('journeys.settings.title'),
                children: (
                  <Body>
                    <SettingsForm />
                  </Body>
                ),
              },
              { key: 'entry', label: t('journeys.types.entry'), children: <EntryPart problems={problems} /> },
            ]}
          />
        ) : others.length > 0 ? (
          <SeveralPart ids={selected} />
        ) : only === entryId ? (
          <>
            <h3>
              <NodeIcon type="entry" /> {t('journeys.types.entry')}
            </h3>
            <EntryPart problems={problems} />
          </>
        ) : (
          <NodePart key={only} id={only} problems={problems.get(only) ?? []} />
        )}
      </ConfigProvider>
    </aside>
  )
}

function Body({ children }: { children: React.ReactNode }) {
  return <div className="bn-inspector-body">{children}</div>
}

function EntryPart({ problems }: { problems: NodeProblems }) {
  return (
    <Body>
      <ProblemTexts problems={problems.get(entryId) ?? []} />
      <EntryForm />
      <WaysField id={entryId} />
    </Body>
  )
}

function ProblemTexts({ problems }: { problems: readonly GraphProblem[] }) {
  return problems.map(({ text, fix, severity }) => (
    <Alert
      key={text}
      type={severity}
      showIcon
      title={text}
      {...(fix === undefined ? {} : { description: fix })}
    />
  ))
}

function NodePart({ id, problems }: { id: string; problems: readonly GraphProblem[] }) {
  const { t } = useTranslation()
  const { store, readOnly } = useEditing()
  const node = useEditor((state) => state.document.graph.nodes[id])
  if (node === undefined) return null
  const title = t(`journeys.types.${node.type}`)
  return (
    <>
      <h3>
        <NodeIcon type={node.type} /> {title}
        {!readOnly && <NodeActions ids={[id]} />}
      </h3>
      <Body>
        <p className="bn-quiet">{t(`journeys.typeHelp.${node.type}`)}</p>
        <ProblemTexts problems={problems} />
        <Field label={t('journeys.fields.label')}>
          <Input
            aria-label={t('journeys.fields.label')}
            placeholder={title}
            maxLength={100}
            value={node.label ?? ''}
            onChange={(event) =>
              store
                .getState()
                .apply(
                  (document) => changeNode(document, id, { ...node, label: event.target.value || undefined }),
                  `${id} label`,
                )
            }
          />
        </Field>
        <NodeForm
          node={node}
          onChange={(next, field) =>
            store.getState().apply((document) => changeNode(document, id, next), field && `${id} ${field}`)
          }
        />
        <WaysField id={id} />
        <IdField key={id} id={id} />
      </Body>
    </>
  )
}

/** The id that events and reports carry. */
function IdField({ id }: { id: string }) {
  const { t } = useTranslation()
  const { store } = useEditing()
  const [text, setText] = useState(id)
  const taken = useEditor((state) => text !== id && state.document.graph.nodes[text] !== undefined)
  const wrong = taken || !/^[a-z][a-z0-9_]{0,63}$/.test(text)
  const rename = () => {
    if (wrong || text === id) {
      setText(id)
      return
    }
    const state = store.getState()
    state.apply((document) => renameNode(document, id, text))
    state.select([text])
  }
  return (
    <Field
      label={t('journeys.fields.id')}
      help={taken ? t('journeys.idTaken') : wrong ? t('journeys.idWrong') : t('journeys.idHelp')}
    >
      <Input
        className="bn-code"
        aria-label={t('journeys.fields.id')}
        status={wrong ? 'error' : ''}
        maxLength={64}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={rename}
        onBlur={rename}
      />
    </Field>
  )
}

function SeveralPart({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const { readOnly } = useEditing()
  return (
    <>
      <h3>
        {t('journeys.selected', { count: ids.length })}
        {!readOnly && <NodeActions ids={ids} />}
      </h3>
      <Body>
        <p className="bn-quiet">{t('journeys.severalHelp')}</p>
      </Body>
    </>
  )
}

function NodeActions({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const { store } = useEditing()
  return (
    <span className="bn-inspector-actions">
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('journeys.duplicateNode')}
        title={`${t('journeys.duplicateNode')} (Ctrl+D)`}
        onClick={() => {
          const state = store.getState()
          const pasted = pasteNodes(state.document, copyNodes(state.document, ids), { x: 32, y: 128 })
          state.apply(() => pasted.document)
          state.select(pasted.ids)
        }}
      />
      <Button
        type="text"
        size="small"
        danger
        icon={<DeleteOutlined />}
        aria-label={t('journeys.deleteNode')}
        title={`${t('journeys.deleteNode')} (Delete)`}
        onClick={() => store.getState().apply((document) => removeNodes(document, ids))}
      />
    </span>
  )
}
