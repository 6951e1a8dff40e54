import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type PolicyVersion, policyVersionsQuery } from '../../api/contact-policy.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'

/** Every policy that is or was in force. */
export function PolicyVersions() {
  const { t } = useTranslation()
  const format = useFormats()
  const [filters] = useFilters()
  const versions = useQuery({
    ...policyVersionsQuery({ cursor: filters['cursor'], limit: 20 }),
    placeholderData: keepPreviousData,
  })
  return (
    <CursorTable<PolicyVersion>
      label={t('decide.policy.tabs.versions')}
      query={versions}
      rowKey={({ version }) => String(version)}
      empty={t('decide.policy.noVersions')}
      columns={[
        {
          title: t('decide.policy.version'),
          dataIndex: 'version',
          render: (version: number) => `v${version}`,
        },
        { title: t('decide.policy.validFrom'), dataIndex: 'validFrom', render: format.time },
        { title: t('decide.policy.savedBy'), dataIndex: 'savedBy' },
        {
          title: t('decide.policy.content'),
          dataIndex: 'policy',
          render: (policy: PolicyVersion['policy']) => (
            <details>
              <summary>{t('common.details')}</summary>
              <CodeBlock text={JSON.stringify(policy, null, 2)} />
            </details>
          ),
        },
      ]}
    />
  )
}
