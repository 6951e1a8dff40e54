import { useQuery } from '@tanstack/react-query'
import { Button, Descriptions, Drawer, Empty, Input, Switch, Tag as Chip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TagValue, tagValuesQuery } from '../../../api/customers.ts'
import { useFormats } from '../../../app/format.ts'
import { useTagValues } from '../../../components/use-tag-values.ts'
import { TagDetails } from '../tag-details.tsx'
import { useOrganisations } from './names.ts'
import { Part } from './part.tsx'

/** Every tag of the customer by class and subclass, each with where and when its value comes from. */
export function TagValues({ number }: { number: string }) {
  const { t } = useTranslation()
  const tags = useQuery(tagValuesQuery(number))
  return (
    <Part query={tags} rows={10}>
      {({ items }) =>
        items.length === 0 ? (
          <div className="bn-panel">
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.tags.empty')} />
          </div>
        ) : (
          <Catalogue items={items} />
        )
      }
    </Part>
  )
}

function Catalogue({ items }: { items: readonly TagValue[] }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [search, setSearch] = useState('')
  const [withValue, setWithValue] = useState(true)
  const [asked, setAsked] = useState<TagValue>()
  const wanted = search.trim().toLowerCase()
  const shown = items.filter(
    (tag) =>
      (!withValue || tag.value !== null) &&
      (wanted === '' ||
        tag.key.includes(wanted) ||
        Object.values(tag.name).some((name) => name.toLowerCase().includes(wanted))),
  )
  const byClass = Map.groupBy(shown, (tag) => tag.class)
  // Classes in the order of their names; tags without one come last.
  const classes = [...byClass.keys()].toSorted(
    (a, b) => Number(a === '') - Number(b === '') || a.localeCompare(b),
  )
  return (
    <>
      <div className="bn-toolbar" role="search">
        <Input.Search
          allowClear
          aria-label={t('customers.tags.search')}
          placeholder={t('customers.tags.search')}
          style={{ width: 240 }}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <label className="bn-switch">
          <Switch size="small" checked={withValue} onChange={setWithValue} /> {t('customers.tags.withValue')}
        </label>
        <span className="bn-quiet">{t('customers.tags.count', { count: shown.length })}</span>
      </div>
      {shown.length === 0 && (
        <div className="bn-panel">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('customers.tags.none')} />
        </div>
      )}
      <div className="bn-tag-classes">
        {classes.map((name) => (
          <section key={name} className="bn-panel">
            <h2>{name === '' ? t('customers.tags.other') : name}</h2>
            {[...Map.groupBy(byClass.get(name) ?? [], (tag) => tag.subclass)].map(([subclass, tags]) => (
              <div key={subclass} className="bn-tag-subclass">
                {subclass !== '' && <h3>{subclass}</h3>}
                <ul>
                  {tags.map((tag) => (
                    <TagLine key={tag.key} tag={tag} onWhy={() => setAsked(tag)} />
                  ))}
                </ul>
              </div>
            ))}
          </section>
        ))}
      </div>
      <Drawer
        open={asked !== undefined}
        size={640}
        title={asked && t('customers.tags.whyOf', { name: format.name(asked.name) })}
        onClose={() => setAsked(undefined)}
      >
        {asked && <WhyTag tag={asked} />}
      </Drawer>
    </>
  )
}

function TagLine({ tag, onWhy }: { tag: TagValue; onWhy: () => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const valueOf = useTagText()
  return (
    <li>
      <span title={tag.key}>{format.name(tag.name)}</span>
      <b>
        {valueOf(tag)}{' '}
        {tag.value !== null && tag.unit !== '' && <small className="bn-quiet">{tag.unit}</small>}
      </b>
      {tag.stale && <Chip color="orange">{t('customers.tags.stale')}</Chip>}
      <Button size="small" type="link" aria-label={`${t('customers.tags.why')} ${tag.key}`} onClick={onWhy}>
        {t('customers.tags.why')}
      </Button>
    </li>
  )
}

/** Where the value comes from: its source and day, what it is computed from, and its definition. */
function WhyTag({ tag }: { tag: TagValue }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { nameOf } = useOrganisations()
  const valueOf = useTagText()
  return (
    <>
      <p className="bn-sentence">
        {format.name(tag.name)}: <b>{valueOf(tag)}</b> {tag.unit}
      </p>
      <Descriptions
        size="small"
        column={1}
        bordered
        items={[
          {
            key: 'source',
            label: t(`understand.sources.${tag.source}`),
            children: <span className="bn-code">{tag.group}</span>,
          },
          {
            key: 'asOf',
            label: t('customers.tags.asOf', { day: tag.asOf ?? '—' }),
            children: format.time(tag.refreshedAt),
          },
          ...(tag.organisation === null
            ? []
            : [
                {
                  key: 'branch',
                  label: t('customers.tags.branchTag', { organisation: nameOf(tag.organisation) }),
                  children: tag.organisation,
                },
              ]),
          ...(tag.reads.length === 0
            ? []
            : [{ key: 'reads', label: t('customers.tags.reads'), children: tag.reads.join(', ') }]),
        ]}
        style={{ marginBottom: 16 }}
      />
      <TagDetails id={tag.key} />
    </>
  )
}

function useTagText(): (tag: TagValue) => string {
  const valueOf = useTagValues()
  return (tag) => (tag.value === null ? '—' : valueOf(tag, tag.value))
}
