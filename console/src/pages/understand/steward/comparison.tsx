import { CheckOutlined, StopOutlined, UndoOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input, Radio, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { identityQuery, type Profile, profileQuery } from '../../../api/customers.ts'
import type { Duplicate } from '../../../api/steward.ts'
import { useFormats } from '../../../app/format.ts'
import { ShareBar } from '../../../components/share-bar.tsx'

/** What a steward does about a pair. */
export type Act = 'accept' | 'refuse' | 'undo'
type Evidence = Duplicate['evidence'][number]

const fields = [
  'name',
  'birth_date',
  'gender',
  'phone',
  'email',
  'identity_document',
  'address',
  'city',
  'branch',
  'opened',
  'identity',
] as const
type Field = (typeof fields)[number]

const evidenceLevels = [
  'missing',
  'exact',
  'one_slip',
  'two_slips',
  'day_and_month_swapped',
  'within_a_month',
  'within_a_year',
  'same_mailbox',
  'very_alike',
  'alike',
  'shared',
  'swapped',
  'one_character',
  'contained',
  'different',
] as const

/** Both customers field by field, with what each field says for or against one person. */
export function Comparison(props: {
  pair: Duplicate
  may: boolean
  busy: boolean
  note: string
  onNote: (note: string) => void
  keep: number | undefined
  onKeep: (customer: number | undefined) => void
  onAct: (what: Act) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const { pair } = props
  const [a, b] = pair.customers
  const evidenceOf = (field: string) => pair.evidence.find((one) => one.field === field)
  // What compares fields that the page has no column for is shown all the same.
  const others = pair.evidence
    .map((one) => one.field)
    .filter((field) => !fields.some((known) => known === field))
  const strongest = Math.max(1, ...pair.evidence.map(({ weight }) => Math.abs(weight)))
  if (a === undefined || b === undefined) return null
  return (
    <section className="bn-panel bn-compare" aria-label={t('steward.evidence')}>
      <header>
        <div>
          <span className="bn-quiet">{t('steward.probability')}</span>
          <ShareBar share={pair.probability} />
        </div>
        <Tooltip title={t('steward.bitsHelp', { value: format.decimal(pair.weight) })}>
          <span className="bn-quiet">{t('steward.bits', { value: format.decimal(pair.weight) })}</span>
        </Tooltip>
      </header>
      <div className="bn-compare-scroll">
        <table>
          <thead>
            <tr>
              <th />
              {pair.customers.map(({ customer, number }) => (
                <th key={customer}>
                  <Link
                    to="/understand/customers/$number"
                    params={{ number: number === '' ? `~${customer}` : number }}
                    search={{}}
                  >
                    <span className="bn-code">{number === '' ? `#${customer}` : number}</span>
                  </Link>
                </th>
              ))}
              <th>{t('steward.evidence')}</th>
            </tr>
          </thead>
          <tbody>
            {[...fields, ...others].map((field) => (
              <Row
                key={field}
                field={field}
                left={a.customer}
                right={b.customer}
                evidence={evidenceOf(field)}
                strongest={strongest}
              />
            ))}
          </tbody>
        </table>
      </div>
      {pair.note !== '' && <p className="bn-sentence">{pair.note}</p>}
      {props.may && (
        <footer>
          {pair.state === 'open' && (
            <Radio.Group
              aria-label={t('steward.keep')}
              value={props.keep ?? 0}
              onChange={(event) =>
                props.onKeep(event.target.value === 0 ? undefined : Number(event.target.value))
              }
              options={[
                { value: 0, label: t('steward.keepAuto') },
                ...pair.customers.map(({ customer, number }) => ({
                  value: customer,
                  label: t('steward.keepThis', { number: number === '' ? `#${customer}` : number }),
                })),
              ]}
            />
          )}
          <Input
            aria-label={t('steward.note')}
            placeholder={t('steward.note')}
            maxLength={500}
            value={props.note}
            onChange={(event) => props.onNote(event.target.value)}
          />
          <div className="bn-compare-actions">
            {pair.state === 'open' ? (
              <>
                <Button
                  type="primary"
                  icon={<CheckOutlined />}
                  loading={props.busy}
                  onClick={() => props.onAct('accept')}
                >
                  {t('steward.accept')} <kbd>a</kbd>
                </Button>
                <Button icon={<StopOutlined />} disabled={props.busy} onClick={() => props.onAct('refuse')}>
                  {t('steward.refuse')} <kbd>r</kbd>
                </Button>
              </>
            ) : (
              <Button icon={<UndoOutlined />} loading={props.busy} onClick={() => props.onAct('undo')}>
                {t('steward.undo')} <kbd>u</kbd>
              </Button>
            )}
          </div>
        </footer>
      )}
    </section>
  )
}

function Row(props: {
  field: string
  left: number
  right: number
  evidence: Evidence | undefined
  strongest: number
}) {
  const { t } = useTranslation()
  const known = fields.find((one) => one === props.field)
  const left = useValue(props.left, known)
  const right = useValue(props.right, known)
  if (left === '' && right === '' && (props.evidence === undefined || props.evidence.level === 'missing'))
    return null
  return (
    <tr>
      <th scope="row">{known === undefined ? props.field : t(`steward.fields.${known}`)}</th>
      <td>{left === '' ? '—' : left}</td>
      <td>{right === '' ? '—' : right}</td>
      <td>{props.evidence && <Weight evidence={props.evidence} strongest={props.strongest} />}</td>
    </tr>
  )
}

/** One value of one side, masked by the server. */
function useValue(customer: number, field: Field | undefined): string {
  const { t } = useTranslation()
  const reference = `~${customer}`
  const profile = useQuery(profileQuery(reference))
  const identity = useQuery({ ...identityQuery(reference), enabled: field === 'identity' })
  if (field === undefined) return ''
  if (profile.data === undefined) return profile.isError ? '' : '…'
  if (field === 'identity') return identity.data ? t(`customers.levels.${identity.data.level}`) : '…'
  return textOf(profile.data, field, (gender) => t(`customers.gender.${gender}`))
}

function textOf(
  profile: Profile,
  field: Exclude<Field, 'identity'>,
  genderOf: (gender: 'female' | 'male') => string,
) {
  const contacts = (kind: string) =>
    profile.contacts
      .filter((one) => one.kind === kind)
      .map(({ value }) => value)
      .join(', ')
  const attribute = (name: string) => profile.attributes.find((one) => one.name === name)?.value ?? ''
  switch (field) {
    case 'name':
      return profile.name
    case 'birth_date':
      return profile.birthDate ?? ''
    case 'gender':
      return profile.gender === 'female' || profile.gender === 'male' ? genderOf(profile.gender) : ''
    case 'phone':
    case 'email':
      return contacts(field)
    case 'identity_document':
      return attribute('identity_document') || attribute('id_document')
    case 'address':
      return attribute('address')
    case 'city':
      return profile.city
    case 'branch':
      return profile.branch?.name ?? ''
    case 'opened':
      return profile.opened ?? ''
  }
}

/** Right of the middle speaks for one person, left of it against. */
function Weight({ evidence, strongest }: { evidence: Evidence; strongest: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const level = evidenceLevels.find((one) => one === evidence.level)
  const share = (50 * Math.abs(evidence.weight)) / strongest
  return (
    <span className="bn-weight">
      <i aria-hidden>
        <b
          data-for={evidence.weight >= 0}
          style={{ width: `${share}%`, left: evidence.weight >= 0 ? '50%' : `${50 - share}%` }}
        />
      </i>
      <span className="bn-number">{format.decimal(evidence.weight)}</span>
      <small className="bn-quiet">
        {level === undefined ? evidence.level : t(`steward.levels.${level}`)}
      </small>
    </span>
  )
}
