import { useQuery } from '@tanstack/react-query'
import { Empty, Table, Tag, Timeline as Steps } from 'antd'
import { useTranslation } from 'react-i18next'
import { customerMergesQuery, identifiersQuery, identityQuery, type Profile } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { Panel } from '../../../components/page.tsx'
import { StatusDot } from '../../../components/status-dot.tsx'
import { Part } from './part.tsx'

const namespaces = [
  'customer_number',
  'id_document',
  'user_id',
  'phone',
  'unionid',
  'openid',
  'external_userid',
  'device',
  'anonymous_id',
] as const

/** What the customer is known by, how well, and how the numbers came together. */
export function IdentityTab({ number, profile }: { number: string; profile: Profile }) {
  const { t } = useTranslation()
  const format = useFormats()
  const identifiers = useQuery(identifiersQuery(number))
  const identity = useQuery(identityQuery(number))
  const merges = useQuery(customerMergesQuery(number))
  const namespaceOf = (namespace: string) => {
    const known = namespaces.find((one) => one === namespace)
    return known === undefined ? namespace : t(`customers.identity.namespaces.${known}`)
  }
  return (
    <div className="bn-grid bn-person-identity">
      <Panel title={t('customers.identity.identifiers')}>
        <Part query={identifiers} rows={6}>
          {({ items }) => (
            <Table
              size="small"
              rowKey={(row) => `${row.namespace} ${row.value} ${row.customer}`}
              pagination={false}
              dataSource={items}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: t('customers.identity.noIdentifiers') }}
              columns={[
                { title: t('customers.identity.namespace'), dataIndex: 'namespace', render: namespaceOf },
                {
                  title: t('customers.identity.value'),
                  dataIndex: 'value',
                  render: (value: string, row) => (
                    <span className="bn-code">
                      {value} {row.hashed && <Tag>{t('customers.identity.hashed')}</Tag>}
                    </span>
                  ),
                },
                {
                  title: t('customers.identity.under'),
                  dataIndex: 'customer',
                  render: (customer: number) =>
                    customer === profile.customer ? `#${customer}` : <Tag color="blue">#{customer}</Tag>,
                },
                { title: t('customers.identity.firstSeen'), dataIndex: 'firstSeen', render: format.time },
              ]}
            />
          )}
        </Part>
      </Panel>
      <div className="bn-grid">
        <Panel title={t('customers.level')}>
          <Part query={identity}>
            {({ steps }) => (
              <ul className="bn-lines">
                {steps.map((step) => (
                  <li key={step.level}>
                    <StatusDot tone={step.evidence > 0 ? 'good' : 'quiet'}>
                      {t(`customers.levels.${step.level}`)}
                    </StatusDot>
                    <span className="bn-quiet">
                      {step.evidence === 0
                        ? t('customers.levelEvidence.none')
                        : step.level !== 'anonymous' &&
                          t(`customers.levelEvidence.${step.level}`, { count: step.evidence })}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Part>
        </Panel>
        <Panel title={t('customers.identity.merges')}>
          <Part query={merges}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.identity.noMerges')} />
              ) : (
                <Steps
                  items={items.map((merge) => ({
                    key: `${merge.customer} ${merge.into} ${merge.at}`,
                    color: merge.undone ? 'gray' : 'green',
                    content: (
                      <>
                        {merge.undone
                          ? t('customers.identity.undone', { customer: `#${merge.customer}` })
                          : t('customers.identity.mergedInto', {
                              customer: `#${merge.customer}`,
                              into: `#${merge.into}`,
                            })}{' '}
                        <Tag>{merge.reason}</Tag>
                        <div className="bn-quiet">
                          {format.time(merge.at)}
                          {merge.evidence !== '' && <span className="bn-code"> · {merge.evidence}</span>}
                        </div>
                      </>
                    ),
                  }))}
                />
              )
            }
          </Part>
        </Panel>
      </div>
    </div>
  )
}
