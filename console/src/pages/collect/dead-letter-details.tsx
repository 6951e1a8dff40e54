import { Alert, Descriptions } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DeadLetter } from '../../api/dead-letters.ts'
import { useFormats } from '../../app/format.ts'
import { CodeBlock, prettyJson } from '../../components/code-block.tsx'

export function DeadLetterDetails({ letter, source }: { letter: DeadLetter; source: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <>
      <Alert type="warning" showIcon title={letter.detail} style={{ marginBottom: 12 }} />
      <Descriptions
        size="small"
        column={2}
        bordered
        items={[
          { key: 'received', label: t('collect.received'), children: format.time(letter.received) },
          {
            key: 'state',
            label: t('collect.deadLetters.state'),
            children: t(`collect.deadLetters.states.${letter.state}`),
          },
          { key: 'source', label: t('collect.source'), children: source },
          { key: 'protocol', label: t('collect.deadLetters.protocol'), children: letter.protocol },
        ]}
      />
      <h3>{t('collect.deadLetters.body')}</h3>
      <CodeBlock text={prettyJson(letter.body)} />
    </>
  )
}
