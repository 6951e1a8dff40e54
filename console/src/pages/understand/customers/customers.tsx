import { SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input, type InputRef, Skeleton } from 'antd'
import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { customersQuery, type FoundCustomer, tierTagQuery } from '../../../api/customers.ts'
import { tagQuery } from '../../../api/tags.ts'
import { useFilters } from '../../../app/search.ts'
import { ChoiceFilter, FilterBar } from '../../../components/filter-bar.tsx'
import { Page } from '../../../components/page.tsx'
import { ProblemState } from '../../../components/problem-state.tsx'
import './customers.css'
import { FoundList } from './found-list.tsx'
import { risks, useOrganisations } from './names.ts'

export function CustomersPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.customers')} lead={t('customers.search.lead')} scope="customers:read">
      <Search />
    </Page>
  )
}

/** Names and phones do not belong in addresses: what was searched is remembered in memory until signing out. */
const remembered = ['customers', 'last-search'] as const
const typingPause = 250

function Search() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [filters] = useFilters()
  const [typed, setTyped] = useState(() => queries.getQueryData<string>(remembered) ?? '')
  const [asked, setAsked] = useState(typed)
  const [hasty, setHasty] = useState<string>()
  const input = useRef<InputRef>(null)
  const { branch, risk, tier } = filters
  const tierTag = useQuery(tierTagQuery)
  const found = useInfiniteQuery({
    ...customersQuery(asked, {
      ...(branch === undefined ? {} : { branch }),
      ...(risk === undefined ? {} : { risk }),
      ...(tier === undefined || !tierTag.data ? {} : { tag: tierTag.data, tagValue: tier }),
    }),
    placeholderData: keepPreviousData,
  })
  // The chosen row belongs to one search: the next one begins at its first row again.
  const asking = JSON.stringify([asked, branch, risk, tier])
  const [chosenRow, setChosenRow] = useState({ asking, row: 0 })
  const active = chosenRow.asking === asking ? chosenRow.row : 0
  const setActive = (row: number) => setChosenRow({ asking, row })
  const customers = found.data?.pages.flatMap(({ items }) => items) ?? []

  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), typingPause)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => {
    queries.setQueryDefaults(remembered, { gcTime: Number.POSITIVE_INFINITY })
    queries.setQueryData(remembered, asked)
  }, [asked, queries])
  useSlash(() => input.current?.focus({ cursor: 'all' }))

  const open = ({ customer, number }: FoundCustomer) =>
    void navigate({
      to: '/understand/customers/$number',
      params: { number: number === '' ? `~${customer}` : number },
      search: {},
    })
  const [only, another] = customers
  const hurry = useEffectEvent(() => {
    if (only && !another) open(only)
  })
  const arrived = hasty !== undefined && hasty === asked && found.isSuccess && !found.isPlaceholderData
  useEffect(() => {
    if (arrived) hurry()
  }, [arrived])
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setActive(Math.max(0, Math.min(customers.length - 1, active + step)))
    }
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    const chosen = customers[active]
    if (asked === typed.trim() && !found.isPlaceholderData) {
      if (chosen) open(chosen)
      return
    }
    // Enter came before the answer: ask at once, and go there when it is one customer.
    setAsked(typed.trim())
    setHasty(typed.trim())
  }
  return (
    <>
      <div className="bn-find">
        <Input
          ref={input}
          autoFocus
          allowClear
          size="large"
          role="combobox"
          aria-expanded
          aria-controls="found-customers"
          aria-activedescendant={customers[active] && `found-${customers[active].customer}`}
          aria-label={t('customers.search.placeholder')}
          placeholder={t('customers.search.placeholder')}
          prefix={<SearchOutlined />}
          suffix={<kbd>/</kbd>}
          autoComplete="off"
          maxLength={100}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setHasty(undefined)
          }}
          onKeyDown={onKeyDown}
        />
        <p className="bn-quiet">{t('customers.search.help')}</p>
      </div>
      <Filters />
      <div className="bn-panel" data-stale={found.isPlaceholderData}>
        {found.isError && found.data === undefined ? (
          <ProblemState error={found.error} retry={() => void found.refetch()} />
        ) : found.isPending ? (
          <div className="bn-panel-body">
            <Skeleton active title={false} paragraph={{ rows: 8 }} />
          </div>
        ) : customers.length === 0 ? (
          <div className="bn-state" role="status">
            <SearchOutlined style={{ fontSize: 30, color: 'var(--bn-quiet)' }} />
            <h2>{t('customers.search.empty')}</h2>
            <p>{t('customers.search.emptyHelp')}</p>
          </div>
        ) : (
          <FoundList customers={customers} active={active} onPoint={setActive} onOpen={open} />
        )}
        {found.hasNextPage && (
          <div className="bn-more">
            <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t('customers.search.more')}
            </Button>
            <span className="bn-quiet">{t('customers.search.shown', { count: customers.length })}</span>
          </div>
        )}
      </div>
    </>
  )
}

function Filters() {
  const { t } = useTranslation()
  const { choices } = useOrganisations()
  const tierTag = useQuery(tierTagQuery)
  const tier = useQuery({ ...tagQuery(tierTag.data ?? ''), enabled: typeof tierTag.data === 'string' })
  const distribution = tier.data?.distribution
  const tiers = distribution?.kind === 'values' ? distribution.values.map(({ value }) => value) : []
  return (
    <FilterBar names={['branch', 'tier', 'risk']}>
      <ChoiceFilter name="branch" label={t('customers.search.branch')} options={choices} width={240} />
      {tiers.length > 0 && (
        <ChoiceFilter
          name="tier"
          label={t('customers.search.tier')}
          options={tiers.filter((value) => value !== '').map((value) => ({ value, label: value }))}
          width={140}
        />
      )}
      <ChoiceFilter
        name="risk"
        label={t('customers.search.risk')}
        options={risks.map((value) => ({ value, label: value }))}
        width={130}
      />
    </FilterBar>
  )
}

/** `/` goes to the search field from anywhere on the page, unless one is writing already. */
function useSlash(focus: () => void) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const inField =
        event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable]')
      if (event.key !== '/' || inField) return
      event.preventDefault()
      focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}
