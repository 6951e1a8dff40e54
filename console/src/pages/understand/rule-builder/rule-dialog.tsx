import { Modal } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleJson } from '../../../api/rules.ts'
import { useLanguage } from '../../../app/language.ts'
import { CountPanel } from './count-panel.tsx'
import { writeTree } from './model/tree.ts'
import { RuleBuilder } from './rule-builder.tsx'
import { useLiveCount } from './use-live-count.ts'
import type { RuleCatalogue } from './use-rule-catalogue.ts'
import { useRuleEditor } from './use-rule-editor.ts'

/** The rule builder with its live count, on top of a page that needs a rule. */
export function RuleDialog(props: {
  title: string
  okText: string
  /** What kind of page asks; with a part of its own it names the editor to the server. */
  editor: string
  value: RuleJson | undefined
  catalogue: RuleCatalogue
  readOnly?: boolean
  onSave: (rule: RuleJson) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const editor = useRuleEditor(() => props.value ?? { all: [] })
  const [name] = useState(() => `${props.editor} ${crypto.randomUUID().slice(0, 8)}`)
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
      okText={props.okText}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !complete || props.readOnly === true }}
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
