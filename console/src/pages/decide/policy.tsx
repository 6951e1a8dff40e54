import { useQuery } from '@tanstack/react-query'
import { Descriptions, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { type ContactPolicy, contactPolicyQuery } from '../../api/contact-policy.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Page, Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'

export function PolicyPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.policy')} lead={t('decide.policy.lead')} scope="engage:read">
      <Policy />
    </Page>
  )
}

function Policy() {
  const policy = useQuery(contactPolicyQuery)
  return (
    <Panel>
      {policy.data !== undefined ? (
        <PolicyTable policy={policy.data} />
      ) : policy.isError ? (
        <ProblemState error={policy.error} retry={() => void policy.refetch()} />
      ) : (
        <LoadingState />
      )}
    </Panel>
  )
}

/** The policy as sentences, in the order in which the gate asks. */
function PolicyTable({ policy }: { policy: ContactPolicy }) {
  const { t } = useTranslation()
  const quiet = policy.quietHours
  const channels = quiet?.channels?.map((channel) => t(`decide.channels.${channel}`)) ?? []
  return (
    <Descriptions
      size="small"
      column={1}
      bordered
      styles={{ label: { width: 200 } }}
      items={[
        { key: 'version', label: t('decide.policy.version'), children: `v${policy.version}` },
        {
          key: 'purpose',
          label: t('decide.policy.purpose'),
          children: t(`decide.purposes.${policy.purpose}`),
        },
        {
          key: 'consent',
          label: t('decide.policy.consent'),
          children: t(`decide.consent.${policy.consent}`),
        },
        {
          key: 'suppression',
          label: t('decide.policy.suppression'),
          children: t('decide.policy.suppressionRule'),
        },
        {
          key: 'quiet',
          label: t('decide.policy.quietHours'),
          children:
            quiet === null
              ? t('common.none')
              : `${quiet.from}–${quiet.to} · ${channels.length === 0 ? t('decide.policy.everyChannel') : channels.join(' / ')} · ${t(`decide.quiet.${quiet.action}`)}`,
        },
        {
          key: 'caps',
          label: t('decide.policy.caps'),
          children:
            policy.caps.length === 0
              ? t('common.none')
              : policy.caps.map((cap) => (
                  <Tag key={`${cap.limit}/${cap.days}`}>
                    {t('decide.policy.cap', { limit: cap.limit, days: cap.days })}
                  </Tag>
                )),
        },
      ]}
    />
  )
}
