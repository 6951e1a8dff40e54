import { useQuery } from '@tanstack/react-query'
import { Descriptions } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { tagQuery } from '../../api/tags.ts'
import { useFormats } from '../../app/format.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { ProblemState } from '../../components/problem-state.tsx'

const TagDistribution = lazy(() => import('./tag-distribution.tsx'))

export function TagDetails({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tag = useQuery(tagQuery(id))
  if (tag.isError) return <ProblemState error={tag.error} retry={() => void tag.refetch()} />
  if (tag.data === undefined) return <LoadingState />
  const { name, description, type, unit, coverage, asOf, distribution, definition } = tag.data
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        bordered
        items={[
          { key: 'name', label: t('understand.tags.tag'), children: format.name(name), span: 'filled' },
          ...(description === ''
            ? []
            : [
                {
                  key: 'about',
                  label: t('understand.tags.description'),
                  children: description,
                  span: 'filled' as const,
                },
              ]),
          {
            key: 'type',
            label: t('understand.tags.type'),
            children: `${t(`understand.types.${type}`)} ${unit}`,
          },
          { key: 'coverage', label: t('understand.tags.coverage'), children: format.share(coverage) },
          { key: 'asOf', label: t('understand.tags.asOf'), children: asOf ?? '—' },
          {
            key: 'missing',
            label: t('understand.tags.missing'),
            children: format.count(distribution?.missing),
          },
        ]}
      />
      <h3>{t('understand.tags.distribution')}</h3>
      {distribution === null ? (
        <p className="bn-quiet">{t('understand.tags.notComputed')}</p>
      ) : (
        <Suspense fallback={<LoadingState />}>
          <TagDistribution distribution={distribution} unit={unit} />
        </Suspense>
      )}
      <h3>{t('understand.tags.definition')}</h3>
      <CodeBlock text={JSON.stringify(definition, null, 2)} />
    </>
  )
}
