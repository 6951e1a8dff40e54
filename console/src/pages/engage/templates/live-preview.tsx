import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ContentProblem,
  type Language,
  type TemplateInput,
  type TemplateSample,
  templatePreviewQuery,
} from '../../../api/templates.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel, useMay } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import { PhoneFrame } from './phone-frame.tsx'

/** What a customer would get, a moment after every change; a problem leads to its place. */
export function LivePreview(props: {
  draft: TemplateInput
  language: Language
  onFix: (path: string, text: string) => void
}) {
  const { draft, language, onFix } = props
  const { t } = useTranslation()
  const mayChoose = useMay('customers:read')
  const [customer, setCustomer] = useState('')
  const current = JSON.stringify(draft)
  const settled = useSettled(current, 350)
  const whole = JSON.parse(settled) as TemplateInput
  const only = whole.content[language]
  const asked = { ...whole, content: only === undefined ? {} : { [language]: only } }
  const sample = useQuery({
    ...templatePreviewQuery({
      template: asked,
      customers: customer === '' ? [] : [customer],
      count: 1,
    }),
    enabled: only !== undefined,
    placeholderData: keepPreviousData,
  })
  const check = useQuery({
    ...templatePreviewQuery({ template: whole, customers: [], count: 1 }),
    placeholderData: keepPreviousData,
  })
  const first = sample.data?.samples[0]
  return (
    <aside className="bn-template-preview" aria-label={t('templates.preview.title')}>
      <Panel title={t('templates.preview.title')}>
        {mayChoose && (
          <Input.Search
            allowClear
            placeholder={t('templates.preview.customer')}
            aria-label={t('templates.preview.customer')}
            onSearch={(value) => setCustomer(value.trim())}
          />
        )}
        {sample.isError ? (
          <ProblemState error={sample.error} />
        ) : only === undefined ? (
          <p className="bn-quiet">{t('templates.notWritten')}</p>
        ) : first?.content ? (
          <>
            <PhoneFrame channel={draft.channel} content={first.content} />
            <SmsMeter sample={first} />
          </>
        ) : first?.problem ? (
          <Alert
            type="warning"
            showIcon
            title={t('templates.preview.noMessage')}
            description={first.problem}
          />
        ) : (
          <p className="bn-quiet">{t('templates.preview.nobody')}</p>
        )}
        {first !== undefined && first.customerNumber !== '' && (
          <p className="bn-quiet">{t('templates.preview.shown', { number: first.customerNumber })}</p>
        )}
      </Panel>
      <Panel title={t('templates.problems.title')}>
        <Problems
          problems={check.data?.problems ?? []}
          stale={settled !== current || check.isPlaceholderData}
          onFix={onFix}
        />
      </Panel>
    </aside>
  )
}

function SmsMeter({ sample: { sms } }: { sample: TemplateSample }) {
  const { t } = useTranslation()
  if (!sms) return null
  return (
    <p className="bn-sms-meter" role="status">
      <strong>{t('templates.sms.segments', { count: sms.segments })}</strong>{' '}
      {t('templates.sms.detail', { units: sms.units, left: sms.left, encoding: sms.encoding.toUpperCase() })}
    </p>
  )
}

function Problems(props: {
  problems: readonly ContentProblem[]
  /** They were found in an earlier draft. */
  stale: boolean
  onFix: (path: string, text: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  if (props.problems.length === 0) return <p className="bn-quiet">{t('templates.problems.none')}</p>
  return (
    <ul className="bn-problems">
      {props.problems.map((one) => (
        <li
          key={`${one.path} ${one.code} ${one.line} ${one.column} ${one.found}`}
          data-severity={one.severity}
        >
          <span>{format.name(one.message)}</span>
          <small className="bn-code">
            {one.path.replace(/^\/content\//, '')}
            {one.line === null ? '' : ` ${one.line}:${one.column}`}
          </small>
          {one.fix !== null && (
            <Button
              size="small"
              // A fix is the whole text as it would be right: of an earlier draft, it would undo what was typed since.
              disabled={props.stale}
              onClick={() => props.onFix(one.path, one.fix?.text ?? '')}
            >
              {t('templates.problems.fix')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A value once it has stood still for a while. */
function useSettled(value: string, milliseconds: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return settled
}
