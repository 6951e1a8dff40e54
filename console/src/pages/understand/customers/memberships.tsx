import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Drawer, Empty } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Membership, membershipsQuery, type Profile, whySegmentQuery } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { Part } from './part.tsx'

/** The segments that have this customer, each with its reasons. */
export function Memberships({ number, profile }: { number: string; profile: Profile }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [asked, setAsked] = useState<Membership>()
  const memberships = useQuery(membershipsQuery(number))
  return (
    <Part query={memberships}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.segments.empty')} />
          ) : (
            <ul className="bn-lines">
              {items.map((segment) => (
                <li key={segment.key}>
                  <Link to="/understand/segments/$key" params={{ key: segment.key }}>
                    {format.name(segment.name)}
                  </Link>
                  <span className="bn-quiet">
                    {t('customers.segments.since', {
                      version: segment.version,
                      time: format.time(segment.asOf),
                    })}
                  </span>
                  {profile.number !== '' && (
                    <Button size="small" type="link" onClick={() => setAsked(segment)}>
                      {t('customers.segments.why')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
          <Drawer
            open={asked !== undefined}
            size={560}
            title={asked && t('customers.segments.whyOf', { name: format.name(asked.name) })}
            onClose={() => setAsked(undefined)}
          >
            {asked && <WhySegment number={profile.number} segment={asked.key} />}
          </Drawer>
        </>
      )}
    </Part>
  )
}

function WhySegment({ number, segment }: { number: string; segment: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const why = useQuery(whySegmentQuery(number, segment))
  return (
    <Part query={why}>
      {({ met, conditions }) => (
        <>
          <Alert
            showIcon
            type={met ? 'success' : 'warning'}
            title={met ? t('customers.segments.met') : t('customers.segments.notMet')}
            description={met ? undefined : t('customers.segments.changed')}
          />
          <ul className="bn-why">
            {conditions.map((condition) => (
              <li key={condition.pointer}>
                {condition.met ? (
                  <CheckCircleFilled style={{ color: 'var(--bn-accent)' }} aria-label={t('common.yes')} />
                ) : (
                  <CloseCircleFilled style={{ color: 'var(--bn-quiet)' }} aria-label={t('common.no')} />
                )}
                <span>
                  {format.name(condition.sentence)}
                  <small className="bn-quiet">
                    {t('customers.segments.seen')} {condition.seen ?? t('customers.segments.nothing')}
                  </small>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Part>
  )
}
