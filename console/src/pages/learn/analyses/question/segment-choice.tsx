import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../../../app/format.ts'
import { useAsking } from './asking.ts'

function useSegmentOptions() {
  const format = useFormats()
  const { catalogue } = useAsking()
  return catalogue.segments.map(({ key, name }) => ({
    value: key,
    label: format.name(name),
    words: `${key} ${Object.values(name).join(' ')}`.toLowerCase(),
  }))
}
const byWords = {
  filterOption: (typed: string, option?: { words: string }) =>
    option?.words.includes(typed.trim().toLowerCase()) === true,
}

export function SegmentChoice({ value, onChange }: { value: string; onChange: (key: string) => void }) {
  const { t } = useTranslation()
  return (
    <Select
      showSearch={byWords}
      className="bn-ask-grow"
      aria-label={t('understand.segments.segment')}
      placeholder={t('analyses.question.chooseSegment')}
      value={value === '' ? null : value}
      options={useSegmentOptions()}
      onChange={onChange}
    />
  )
}

export function SegmentChoices(props: { value: readonly string[]; onChange: (keys: string[]) => void }) {
  const { t } = useTranslation()
  return (
    <Select
      mode="multiple"
      maxCount={20}
      showSearch={byWords}
      className="bn-ask-grow"
      aria-label={t('common.pages.segments')}
      placeholder={t('analyses.question.chooseSegments')}
      value={[...props.value]}
      options={useSegmentOptions()}
      onChange={props.onChange}
    />
  )
}
