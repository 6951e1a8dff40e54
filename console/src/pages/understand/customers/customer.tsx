import { UserOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { profileQuery } from '../../../api/customers.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFilters } from '../../../app/search.ts'
import { LoadingState } from '../../../components/loading-state.tsx'
import { useMay } from '../../../components/page.tsx'
import { ForbiddenState, ProblemState } from '../../../components/problem-state.tsx'
import { Assets } from './assets.tsx'
import { Benefits } from './benefits.tsx'
import { Contacts } from './contacts.tsx'
import { CustomerHead } from './customer-head.tsx'
import './customers.css'
import { IdentityTab } from './identity-tab.tsx'
import { Overview } from './overview.tsx'
import { Relations } from './relations.tsx'
import { TagValues } from './tag-values.tsx'
import { Timeline } from './timeline.tsx'

const tabs = [
  ['overview', Overview],
  ['assets', Assets],
  ['tags', TagValues],
  ['timeline', Timeline],
  ['touches', Contacts],
  ['relations', Relations],
  ['identity', IdentityTab],
  ['benefits', Benefits],
] as const

/** One customer in one place: who, what, when, with whom, and why. Every tab asks for its own part. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { number } = useParams({ from: '/signed-in/understand/customers/$number' })
  const may = useMay('customers:read')
  const profile = useQuery({ ...profileQuery(number), enabled: may })
  const [{ tab }, change] = useFilters()
  const chosen = tabs.find(([key]) => key === tab)?.[0] ?? 'overview'
  if (!may)
    return (
      <div className="bn-panel">
        <ForbiddenState scope="customers:read" />
      </div>
    )
  if (profile.data === undefined) {
    if (!profile.isError) return <LoadingState />
    return (
      <div className="bn-panel">
        {problemOf(profile.error).status === 404 ? (
          <Nobody />
        ) : (
          <ProblemState error={profile.error} retry={() => void profile.refetch()} />
        )}
      </div>
    )
  }
  return (
    <>
      <CustomerHead number={number} profile={profile.data} />
      <Tabs
        className="bn-person-tabs"
        activeKey={chosen}
        onChange={(key) =>
          change({
            tab: key === 'overview' ? undefined : key,
            name: undefined,
            channel: undefined,
            from: undefined,
            to: undefined,
          })
        }
        destroyOnHidden
        items={tabs.map(([key, Content]) => ({
          key,
          label: t(`customers.tabs.${key}`),
          children: <Content number={number} profile={profile.data} />,
        }))}
      />
    </>
  )
}

function Nobody() {
  const { t } = useTranslation()
  return (
    <div className="bn-state" role="alert">
      <UserOutlined style={{ fontSize: 30, color: 'var(--bn-quiet)' }} />
      <h2>{t('customers.notFound')}</h2>
      <p>{t('customers.notFoundHelp')}</p>
      <Link to="/understand/customers">{t('customers.toSearch')}</Link>
    </div>
  )
}
