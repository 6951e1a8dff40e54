import { EditOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleJson } from '../../../../api/rules.ts'
import { CountPanel } from '../../../understand/rule-builder/count-panel.tsx'
import { writeTree } from '../../../understand/rule-builder/model/tree.ts'
import { RuleBuilder } from '../../../understand/rule-builder/rule-builder.tsx'
import { useLiveCount } from '../../../understand/rule-builder/use-live-count.ts'
import type { RuleCatalogue } from '../../../understand/rule-builder/use-rule-catalogue.ts'
import { useRuleEditor } from '../../../understand/rule-builder/use-rule-editor.ts'
import { useLanguage } from '../../../../app/language.ts'
import { useEditing } from '../editor-context.ts'

interface Properties {
  readonly title: string
  readonly value: RuleJson | undefined
  readonly onChange: (rule: RuleJson | undefined) => void
  /** A rule that may be left out can be taken away. */
  readonly optional?: boolean
}

/** A rule in a few words; a click opens the rule builder with its live count. */
export function RuleField({ title, value, onChange, optional = false }: Properties) {
  const { t } = useTranslation()
  const { names, sentences, readOnly } = useEditing()
  const [open, setOpen] = useState(false)
  const text = sentences.rule(value)
  return (
    <div className="bn-rule-field">
      <Button
        block
        icon={<EditOutlined />}
        aria-label={t('journeys.editRule', { title })}
        disabled={readOnly && value === undefined}
        onClick={() => setOpen(true)}
      >
        <span>{text === '' ? t('journeys.noRule') : text}</span>
      </Button>
      {optional && value !== undefined && !readOnly && (
        <Button type="link" size="small" onClick={() => onChange(undefined)}>
          {t('journeys.dropRule')}
        </Button>
      )}
      {open && names.catalogue !== undefined && (
        <RuleDialog
          title={title}
          value={value}
          catalogue={names.catalogue}
          readOnly={readOnly}
          onSave={(rule) => {
            setOpen(false)
            onChange(rule)
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}

function RuleDialog(props: {
  title: string
  value: RuleJson | undefined
  catalogue: RuleCatalogue
  readOnly: boolean
  onSave: (rule: RuleJson) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const editor = useRuleEditor(() => props.value ?? { all: [] })
  const [name] = useState(() => `journey ${crypto.randomUUID().slice(0, 8)}`)
  const written = useMemo(() => writeTree(editor.root), [editor.root])
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
  const complete = written.rule !== null && written.gaps.length === 0 && problems.length === 0
  const sentence = json === null ? undefined : count.estimate?.sentence
  return (
    <Modal
      open
      width={980}
      title={props.title}
      okText={t('journeys.useRule')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !complete || props.readOnly }}
      onOk={() => props.onSave(written.rule as RuleJson)}
      onCancel={props.onClose}
      destroyOnHidden
    >
      <div className="bn-rule-dialog">
        <RuleBuilder
          editor={editor}
          catalogue={props.catalogue}
          written={written}
          name={name}
          problems={problems}
          base={count.estimate?.base}
          calm={count.fresh}
          countsParts={false}
        />
        <aside>
          <CountPanel count={count} gaps={written.gaps.length} empty={json === null} />
          {sentence !== undefined && <p lang={language}>{sentence[language]}</p>}
        </aside>
      </div>
    </Modal>
  )
}
