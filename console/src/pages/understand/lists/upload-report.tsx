import { CheckCircleOutlined, CopyOutlined, QuestionCircleOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { ListReport } from '../../../api/customer-lists.ts'
import { useFormats } from '../../../app/format.ts'

/** Who is on the list now, and which numbers are not and why. */
export function UploadReport({ report }: { report: ListReport }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <div className="bn-report">
      <p>
        <CheckCircleOutlined style={{ color: 'var(--bn-accent)' }} />{' '}
        <b>
          {t('segments.upload.done', { count: report.customers, formatted: format.count(report.customers) })}
        </b>
      </p>
      {report.unknown > 0 && (
        <Numbers
          icon={<QuestionCircleOutlined style={{ color: 'var(--bn-warn)' }} />}
          title={t('segments.upload.unknown', { count: report.unknown })}
          numbers={report.unknownNumbers}
          all={report.unknown}
        />
      )}
      {report.duplicates > 0 && (
        <Numbers
          icon={<CopyOutlined style={{ color: 'var(--bn-quiet)' }} />}
          title={t('segments.upload.duplicates', { count: report.duplicates })}
          numbers={report.duplicateNumbers}
          all={report.duplicates}
        />
      )}
    </div>
  )
}

function Numbers(props: { icon: React.ReactNode; title: string; numbers: readonly string[]; all: number }) {
  const { t } = useTranslation()
  return (
    <section>
      <p>
        {props.icon} {props.title}
        {props.numbers.length < props.all && (
          <span className="bn-quiet"> · {t('segments.upload.first', { count: props.numbers.length })}</span>
        )}
      </p>
      <pre className="bn-body" tabIndex={0} style={{ maxHeight: 140 }}>
        {props.numbers.join('\n')}
      </pre>
    </section>
  )
}
