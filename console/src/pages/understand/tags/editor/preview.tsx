import { useQuery } from '@tanstack/react-query'
import { Alert, Checkbox, Spin } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../../../api/problem.ts'
import { type PreviewQuestion, tagPreviewQuery } from '../../../../api/tags.ts'
import { useFormats } from '../../../../app/format.ts'
import { LoadingState } from '../../../../components/loading-state.tsx'
import { Panel, useMay } from '../../../../components/page.tsx'
import { ProblemState } from '../../../../components/problem-state.tsx'
import { ShareBar } from '../../../../components/share-bar.tsx'

const Distribution = lazy(() => import('../distribution.tsx'))
const pause = 500

/** A value once it has stood still for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** How the definition's values would spread, while it is being written. */
export function Preview({
  question,
  unit,
  onProblem,
}: {
  /** Null while the definition is not complete. As JSON, so that it changes only when it says something else. */
  question: string | null
  unit: string
  onProblem: (error: unknown) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const shows = useMay('customers:read')
  const [everybody, setEverybody] = useState(false)
  const settled = useSettled(question)
  const asked = settled === null ? null : (JSON.parse(settled) as Pick<PreviewQuestion, 'definition'>)
  const preview = useQuery({
    ...tagPreviewQuery({ ...(asked ?? { definition: {} }), everybody, sample: shows ? 6 : 0 }),
    enabled: asked !== null,
  })
  const { data, error } = preview
  const problem = settled === null ? null : error
  useEffect(() => onProblem(problem), [problem, onProblem])
  return (
    <Panel
      title={
        <>
          {t('tags.preview.title')} {preview.isFetching && <Spin size="small" />}
        </>
      }
    >
      {asked === null ? (
        <p className="bn-quiet">{t('tags.preview.waiting')}</p>
      ) : preview.isError && [400, 409, 422].includes(problemOf(error).status) ? (
        <Alert
          type="warning"
          showIcon
          title={t('tags.preview.wrong')}
          description={problemOf(error).errors.map(({ message }) => message)[0] ?? problemOf(error).detail}
        />
      ) : preview.isError ? (
        <ProblemState error={error} retry={() => void preview.refetch()} />
      ) : data === undefined ? (
        <LoadingState />
      ) : (
        <div aria-live="polite" data-testid="tag-preview">
          <p className="bn-definition-words">{format.name(data.sentence)}</p>
          <p className="bn-quiet">
            {t(data.everybody ? 'tags.preview.everybody' : 'tags.preview.sampled', {
              customers: format.count(data.customers),
              seconds: format.decimal(data.durationMs / 1000),
            })}
            {(!data.everybody || everybody) && (
              <>
                {' '}
                <Checkbox checked={everybody} onChange={({ target }) => setEverybody(target.checked)}>
                  {t('tags.preview.all')}
                </Checkbox>
              </>
            )}
          </p>
          <dl className="bn-facts" style={{ gridTemplateColumns: 'auto 1fr', marginBottom: 10 }}>
            <dt>{t('tags.preview.coverage')}</dt>
            <dd>
              <ShareBar share={data.coverage} />
            </dd>
          </dl>
          <Suspense fallback={<LoadingState />}>
            <Distribution distribution={data.distribution} unit={unit} height={170} />
          </Suspense>
          {data.sample !== null && data.sample.length > 0 && (
            <table className="bn-preview-sample" aria-label={t('tags.preview.sample')}>
              <caption className="bn-quiet" style={{ textAlign: 'left', padding: '8px 0 4px' }}>
                {t('tags.preview.sample')}
              </caption>
              <tbody>
                {data.sample.map((customer) => (
                  <tr key={customer.number}>
                    <td className="bn-code">{customer.number}</td>
                    <td>{customer.name}</td>
                    <td>{customer.value ?? t('tags.preview.none')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </Panel>
  )
}
