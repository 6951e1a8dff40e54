import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../../components/code-block.tsx'
import { BehaviourEditor, FirstTimeEditor, SequenceEditor } from './editors/behaviour-editors.tsx'
import type { EditorProperties } from './editors/editor.ts'
import { HoldingEditor } from './editors/holding-editor.tsx'
import { IdentityLevelEditor, RelationEditor } from './editors/identity-editors.tsx'
import {
  AttributeEditor,
  CustomersEditor,
  ListEditor,
  SegmentEditor,
  TagEditor,
} from './editors/simple-editors.tsx'
import type { Leaf } from './model/leaf.ts'

/** The editor of the condition's kind. */
export function ConditionEditor({ leaf, onChange }: EditorProperties<Leaf>) {
  const { t } = useTranslation()
  switch (leaf.kind) {
    case 'tag':
      return <TagEditor leaf={leaf} onChange={onChange} />
    case 'attribute':
      return <AttributeEditor leaf={leaf} onChange={onChange} />
    case 'holding':
      return <HoldingEditor leaf={leaf} onChange={onChange} />
    case 'identityLevel':
      return <IdentityLevelEditor leaf={leaf} onChange={onChange} />
    case 'behaviour':
      return <BehaviourEditor leaf={leaf} onChange={onChange} />
    case 'sequence':
      return <SequenceEditor leaf={leaf} onChange={onChange} />
    case 'firstTime':
      return <FirstTimeEditor leaf={leaf} onChange={onChange} />
    case 'relation':
      return <RelationEditor leaf={leaf} onChange={onChange} />
    case 'segment':
      return <SegmentEditor leaf={leaf} onChange={onChange} />
    case 'list':
      return <ListEditor leaf={leaf} onChange={onChange} />
    case 'customers':
      return <CustomersEditor leaf={leaf} onChange={onChange} />
    case 'other':
      return (
        <div className="bn-other">
          <p className="bn-quiet">{t('rules.otherHelp')}</p>
          <CodeBlock text={JSON.stringify(leaf.json, null, 2)} />
        </div>
      )
  }
}
