import { EyeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { aumQuery, identityQuery, isTier, type Profile, tagValuesQuery } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { LevelSteps } from './level-steps.tsx'
import { amountOf } from './names.ts'
import { Part } from './part.tsx'
import { Sparkline } from './sparkline.tsx'
import { UnmaskDialog } from './unmask-dialog.tsx'

/** Who this is at a glance: name, tier, how well known, how much entrusted. */
export function CustomerHead({ number, profile }: { number: string; profile: Profile }) {
  const { t } = useTranslation()
  const mayUnmask = useMay('customers:unmask')
  const [unmasking, setUnmasking] = useState(false)
  const tags = useQuery(tagValuesQuery(number))
  const identity = useQuery(identityQuery(number))
  const tier = tags.data?.items.find(({ definition }) => isTier(definition))?.value
  const name =
    profile.known && profile.name !== '' ? profile.name : t('customers.visitor', { number: profile.customer })
  const facts = [
    ...(profile.gender === 'female' || profile.gender === 'male'
      ? [t(`customers.gender.${profile.gender}`)]
      : []),
    ...(profile.age === null ? [] : [t('customers.years', { count: profile.age })]),
    ...(profile.city === '' ? [] : [profile.city]),
    ...(profile.branch === null ? [] : [profile.branch.name]),
    ...(profile.manager === null ? [] : [`${t('customers.fields.manager')} ${profile.manager.name}`]),
  ]
  return (
    <header className="bn-person">
      <div className="bn-person-who">
        <span className="bn-person-face" aria-hidden>
          {profile.known ? profile.name.slice(0, 1) : '?'}
        </span>
        <div>
          <h1>
            {name}
            {tier ? <Tag color="gold">{tier}</Tag> : null}
            {profile.risk !== '' && <Tag>{profile.risk}</Tag>}
          </h1>
          <p>
            <span className="bn-code">{profile.number === '' ? `~${profile.customer}` : profile.number}</span>
            {facts.map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
          </p>
          {profile.known ? (
            mayUnmask && (
              <Button size="small" icon={<EyeOutlined />} onClick={() => setUnmasking(true)}>
                {t('customers.unmask.open')}
              </Button>
            )
          ) : (
            <p>{t('customers.visitorHelp')}</p>
          )}
        </div>
      </div>
      <div className="bn-person-level">
        <h2>{t('customers.level')}</h2>
        <Part query={identity} rows={1}>
          {(answer) => <LevelSteps identity={answer} />}
        </Part>
      </div>
      <HeadAum number={number} />
      <UnmaskDialog number={number} open={unmasking} onClose={() => setUnmasking(false)} />
    </header>
  )
}

function HeadAum({ number }: { number: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const aum = useQuery(aumQuery(number))
  return (
    <div className="bn-person-aum">
      <h2>{t('customers.aum.today')}</h2>
      <Part query={aum} rows={2}>
        {({ days, months, years }) => (
          <>
            <strong>{format.money(amountOf(days.at(-1)?.total))}</strong>
            <dl>
              <div>
                <dt>{t('customers.aum.monthAverage')}</dt>
                <dd>{format.short(amountOf(months.at(-1)?.total))}</dd>
              </div>
              <div>
                <dt>{t('customers.aum.yearAverage')}</dt>
                <dd>{format.short(amountOf(years.at(-1)?.total))}</dd>
              </div>
            </dl>
            <Sparkline
              label={t('customers.aum.spark')}
              points={days.map(({ day, total }) => ({ at: Date.parse(day), value: Number(total) }))}
            />
          </>
        )}
      </Part>
    </div>
  )
}
