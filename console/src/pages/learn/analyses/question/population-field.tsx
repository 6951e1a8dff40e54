import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { estimateQuery } from '../../../../api/rules.ts'
import { useLanguage } from '../../../../app/language.ts'
import { RuleDialog } from '../../../understand/rule-builder/rule-dialog.tsx'
import { useAsking } from './asking.ts'
import { Section } from './field.tsx'
import { SegmentChoice } from './segment-choice.tsx'

const kinds = ['customers', 'everybody', 'segment', 'rule'] as const

/** Whose events count. */
export function PopulationField() {
  const { t } = useTranslation()
  const { question, change, catalogue } = useAsking()
  const [editing, setEditing] = useState(false)
  const { population, who, ...rest } = question
  const segment = segmentOf(population)
  const kind = population === undefined ? (who ?? 'customers') : segment === undefined ? 'rule' : 'segment'
  const choose = (next: (typeof kinds)[number]) => {
    if (next === 'rule') setEditing(true)
    else if (next === 'segment') change({ ...rest, population: { segment: '' } })
    else change(next === 'customers' ? rest : { ...rest, who: next })
  }
  return (
    <Section title={t('analyses.question.population')} at={['/population', '/who']}>
      <div className="bn-ask-inputs">
        <Select
          className="bn-ask-grow"
          aria-label={t('analyses.question.population')}
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`analyses.populations.${value}`) }))}
          onChange={choose}
        />
        {segment !== undefined && (
          <SegmentChoice
            value={segment}
            onChange={(key) => change({ ...rest, population: { segment: key } })}
          />
        )}
      </div>
      {kind === 'rule' && population !== undefined && (
        <Button block className="bn-ask-rule" icon={<EditOutlined />} onClick={() => setEditing(true)}>
          <RuleWords rule={population} />
        </Button>
      )}
      {editing && (
        <RuleDialog
          title={t('analyses.question.population')}
          okText={t('analyses.question.useRule')}
          editor="analysis"
          value={kind === 'rule' ? population : undefined}
          catalogue={catalogue}
          onSave={(rule) => {
            setEditing(false)
            change({ ...rest, population: rule })
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </Section>
  )
}

function segmentOf(rule: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const segment = rule?.['segment']
  return typeof segment === 'string' ? segment : undefined
}

/** The rule as the server says it. */
function RuleWords({ rule }: { rule: Record<string, unknown> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const estimate = useQuery(estimateQuery(rule, 'analysis population', 'words'))
  return <span>{estimate.data?.sentence[language] ?? t('analyses.populations.rule')}</span>
}
