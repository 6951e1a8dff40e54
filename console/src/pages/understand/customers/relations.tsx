import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Profile, type Relation, relationsQuery } from '../../../api/customers.ts'
import { Panel } from '../../../components/page.tsx'
import { Part } from './part.tsx'
import { kindColour, RelationGraph } from './relation-graph.tsx'

const kinds = ['household', 'payroll', 'merchant', 'disponent', 'referrer'] as const

export function useRelationWords() {
  const { t } = useTranslation()
  return {
    kindOf: (kind: string) => {
      const known = kinds.find((one) => one === kind)
      return known === undefined ? kind : t(`customers.relations.kinds.${known}`)
    },
    directionOf: ({ kind, direction }: Relation) =>
      kind === 'household' || kind === 'payroll' || kind === 'merchant'
        ? t(`customers.relations.directions.${kind}.${direction}`)
        : t(`customers.relations.directions.other.${direction}`),
  }
}

const pathOf = ({ customer, number }: Relation): string => (number === '' ? `~${customer}` : number)

/** Who this customer lives with, works for, was referred by: as a small map and as a list. */
export function Relations({ number, profile }: { number: string; profile: Profile }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { kindOf, directionOf } = useRelationWords()
  const relations = useQuery(relationsQuery(number))
  return (
    <Panel>
      <Part query={relations} rows={8}>
        {({ items, counts }) =>
          items.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.relations.empty')} />
          ) : (
            <div className="bn-relations">
              <RelationGraph
                centre={profile.name}
                items={items}
                onOpen={(relation) =>
                  void navigate({
                    to: '/understand/customers/$number',
                    params: { number: pathOf(relation) },
                    search: { tab: 'relations' },
                  })
                }
              />
              <div>
                {[...Map.groupBy(items, ({ kind }) => kind)].map(([kind, ofKind]) => (
                  <section key={kind}>
                    <h3>
                      <i style={{ background: kindColour(kind) }} aria-hidden /> {kindOf(kind)}{' '}
                      <small className="bn-quiet">
                        {(counts[kind] ?? 0) > ofKind.length
                          ? t('customers.relations.more', { shown: ofKind.length, total: counts[kind] })
                          : ofKind.length}
                      </small>
                    </h3>
                    <ul className="bn-lines bn-lines-related">
                      {ofKind.map((relation) => (
                        <li key={relation.customer}>
                          <span className="bn-quiet">{directionOf(relation)}</span>
                          <Link
                            to="/understand/customers/$number"
                            params={{ number: pathOf(relation) }}
                            search={{ tab: 'relations' }}
                          >
                            {relation.name === '' ? `#${relation.customer}` : relation.name}{' '}
                            <span className="bn-code">{relation.number}</span>
                          </Link>
                          <span className="bn-quiet">{relation.detail}</span>
                        </li>
                      ))}
                    </ul>
                  </section>
                ))}
              </div>
            </div>
          )
        }
      </Part>
    </Panel>
  )
}
