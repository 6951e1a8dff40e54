import { Checkbox, Tooltip } from 'antd'
import { type CSSProperties, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Profile } from '../../../api/rules.ts'
import { type Formats, useFormats } from '../../../app/format.ts'
import { useTagValues } from '../../../components/use-tag-values.ts'
import { useRuleWords } from '../rule-builder/rule-words.ts'
import './segment-parts.css'

type Feature = Profile['features'][number]
type Bin = Feature['bins'][number]

/** In what the customers differ from the base: a bar a value, a mark where the base is, and the target group index. */
export function ProfileCharts({
  profile,
  narrow = false,
  stale = false,
}: {
  profile: Profile
  narrow?: boolean
  stale?: boolean
}) {
  const { t } = useTranslation()
  const [withRule, setWithRule] = useState(true)
  const features = profile.features.filter(({ inRule }) => withRule || !inRule)
  if (profile.features.length === 0) return <p className="bn-quiet">{t('segments.profile.none')}</p>
  return (
    <div data-stale={stale}>
      <div className="bn-profile-head">
        <p className="bn-quiet">
          {t('segments.profile.lead')} {t('segments.profile.compared', { count: profile.compared })}
        </p>
        {profile.features.some(({ inRule }) => inRule) && (
          <Checkbox checked={!withRule} onChange={(event) => setWithRule(!event.target.checked)}>
            {t('segments.profile.hideInRule')}
          </Checkbox>
        )}
      </div>
      <div className="bn-profile" data-narrow={narrow}>
        {features.map((feature) => (
          <FeatureChart key={`${feature.kind} ${feature.key}`} feature={feature} />
        ))}
      </div>
    </div>
  )
}

function FeatureChart({ feature }: { feature: Feature }) {
  const { t } = useTranslation()
  const format = useFormats()
  const words = useRuleWords()
  const widest = Math.max(...feature.bins.flatMap(({ share, baseShare }) => [share, baseShare]), 0.0001)
  const binName = useBinName(feature)
  return (
    <section className="bn-feature" aria-label={format.name(feature.name)}>
      <h3>
        <span>{format.name(feature.name)}</span>
        {feature.unit !== '' && <small>{words.unit(feature.unit)}</small>}
        {feature.inRule && <em>{t('segments.profile.inRule')}</em>}
      </h3>
      <dl>
        {feature.bins.map((bin) => {
          const name = binName(bin)
          return (
            <Tooltip
              key={`${bin.kind} ${name}`}
              title={t('segments.profile.tooltip', {
                customers: format.count(bin.customers),
                share: format.share(bin.share),
                base: format.share(bin.baseShare),
              })}
            >
              <div data-kind={bin.kind}>
                <dt title={name}>{name}</dt>
                <dd>
                  <i aria-hidden>
                    <b data-side={sideOf(bin)} style={{ width: `${(100 * bin.share) / widest}%` }} />
                    <u style={{ left: `${(100 * bin.baseShare) / widest}%` } as CSSProperties} />
                  </i>
                </dd>
                <dd className="bn-number">{format.share(bin.share)}</dd>
                <dd className="bn-tgi" data-side={sideOf(bin)}>
                  {bin.tgi === null ? '—' : format.count(bin.tgi)}
                </dd>
              </div>
            </Tooltip>
          )
        })}
      </dl>
    </section>
  )
}

/** Only differences that are no accident and large enough to matter are coloured. */
function sideOf({ tgi, significant, kind }: Bin): 'over' | 'under' | 'even' {
  if (tgi === null || !significant || kind === 'missing') return 'even'
  if (tgi >= 120) return 'over'
  return tgi <= 80 ? 'under' : 'even'
}

function useBinName(feature: Feature): (bin: Bin) => string {
  const { t } = useTranslation()
  const format = useFormats()
  const valueOf = useTagValues()
  return (bin) => {
    if (bin.kind === 'missing') return t('segments.profile.missing')
    if (bin.kind === 'other') return t('segments.profile.other')
    if (bin.kind === 'range')
      return rangeName(
        bin,
        format,
        t('segments.profile.below', { to: edge(bin.to, format) }),
        t('segments.profile.from', { from: edge(bin.from, format) }),
      )
    return bin.value === null ? '—' : valueOf(feature, bin.value)
  }
}

/** The edge of a range: cents do not matter from a hundred on. */
function edge(value: number | string | null, format: Formats): string {
  if (typeof value !== 'number') return value ?? ''
  const size = Math.abs(value)
  return size >= 100 && size < 10_000 ? format.count(value) : format.short(value)
}

function rangeName(bin: Bin, format: Formats, below: string, from: string): string {
  if (bin.from === null) return below
  if (bin.to === null) return from
  return bin.from === bin.to ? edge(bin.from, format) : `${edge(bin.from, format)} – ${edge(bin.to, format)}`
}
