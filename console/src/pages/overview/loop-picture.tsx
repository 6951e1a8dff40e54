import {
  AimOutlined,
  BranchesOutlined,
  CloudDownloadOutlined,
  LineChartOutlined,
  SendOutlined,
} from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../../api/overview.ts'
import { type Formats, useFormats } from '../../app/format.ts'
import type { LoopStage } from '../../app/navigation.ts'
import { drawingColours, useDark } from '../../app/theme.ts'
import { BanyanTree } from '../../components/banyan-tree.tsx'
import { dotsFor, loopNodes, picture } from './loop-geometry.ts'

const icons: Record<LoopStage, ReactNode> = {
  collect: <CloudDownloadOutlined />,
  understand: <AimOutlined />,
  decide: <BranchesOutlined />,
  engage: <SendOutlined />,
  learn: <LineChartOutlined />,
}

const pages = {
  collect: '/collect/feed',
  understand: '/understand/segments',
  decide: '/decide/policy',
  engage: '/engage/journeys',
  learn: '/learn/effects',
} as const satisfies Record<LoopStage, string>

/** What passes from one stage to the next. */
const flowOf = (overview: Overview): Record<LoopStage, number> => ({
  collect: overview.collect.eventsPerMinute,
  understand: overview.understand.segments,
  decide: overview.engage.touchesToday,
  engage: overview.engage.touchesTotal,
  learn: overview.learn.conversions,
})

export function LoopPicture({ overview }: { overview: Overview }) {
  const { t } = useTranslation()
  const format = useFormats()
  const colours = drawingColours(useDark())
  const flow = flowOf(overview)
  return (
    <div className="bn-loop" style={{ aspectRatio: `${picture.width} / ${picture.height}` }}>
      <svg viewBox={`0 0 ${picture.width} ${picture.height}`} aria-hidden focusable="false">
        <Centre />
        {loopNodes.map(({ stage, next, arc }) => (
          <g key={stage}>
            <defs>
              <linearGradient id={`flow-${stage}`} gradientUnits="userSpaceOnUse" {...gradientLine(stage)}>
                <stop offset="0" stopColor={colours.stage[stage]} />
                <stop offset="1" stopColor={colours.stage[next]} />
              </linearGradient>
            </defs>
            <path d={arc} fill="none" stroke={`url(#flow-${stage})`} strokeWidth="3" opacity="0.4" />
            {Array.from({ length: dotsFor(flow[stage]) }, (_, dot) => (
              <circle key={dot} r="4" fill={colours.stage[stage]} className="bn-loop-dot">
                <animateMotion
                  dur="6s"
                  begin={`${(-6 * dot) / dotsFor(flow[stage])}s`}
                  repeatCount="indefinite"
                  path={arc}
                />
              </circle>
            ))}
          </g>
        ))}
      </svg>
      <div className="bn-loop-centre" style={placed(picture.centreX, picture.centreY + 76)}>
        <strong>{format.short(overview.understand.customers)}</strong>
        <span>{t('overview.knownCustomers')}</span>
      </div>
      {loopNodes.map(({ stage, label }) => (
        <span key={stage} className="bn-loop-label" style={placed(label.x, label.y)}>
          {t(`overview.flow.${stage}`, { value: format.short(flow[stage]) })}
        </span>
      ))}
      {loopNodes.map(({ stage, card }) => (
        <StageCard
          key={stage}
          stage={stage}
          at={placed(card.x, card.y)}
          overview={overview}
          format={format}
        />
      ))}
    </div>
  )
}

function gradientLine(stage: LoopStage) {
  const node = loopNodes.find((one) => one.stage === stage)
  const following = loopNodes.find((one) => one.stage === node?.next)
  return {
    x1: node?.card.x ?? 0,
    y1: node?.card.y ?? 0,
    x2: following?.card.x ?? 0,
    y2: following?.card.y ?? 0,
  }
}

const placed = (x: number, y: number): CSSProperties => ({
  left: `${(100 * x) / picture.width}%`,
  top: `${(100 * y) / picture.height}%`,
})

interface CardProperties {
  readonly stage: LoopStage
  readonly at: CSSProperties
  readonly overview: Overview
  readonly format: Formats
}

function StageCard({ stage, at, overview, format }: CardProperties) {
  const { t } = useTranslation()
  const colours = drawingColours(useDark())
  const { main, pairs } = useStageFigures(stage, overview, format)
  return (
    <Link
      to={pages[stage]}
      className="bn-loop-card"
      data-testid={`stage-${stage}`}
      style={{ ...at, '--stage': colours.stage[stage] } as CSSProperties}
    >
      <header>
        {icons[stage]}
        <b>{t(`common.stages.${stage}`)}</b>
        <em>{t(`overview.${stage}.question`)}</em>
      </header>
      <p>
        <strong>{main}</strong> {t(`overview.${stage}.main`)}
      </p>
      <dl>
        {pairs.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Link>
  )
}

function useStageFigures(
  stage: LoopStage,
  { collect, understand, decide, engage, learn }: Overview,
  format: Formats,
): { main: string; pairs: readonly (readonly [string, string])[] } {
  const { t } = useTranslation()
  switch (stage) {
    case 'collect':
      return {
        main: format.short(collect.eventsToday),
        pairs: [
          [t('overview.collect.total'), format.short(collect.eventsTotal)],
          [t('overview.collect.sources'), format.count(collect.sources)],
        ],
      }
    case 'understand':
      return {
        main: format.short(understand.tags),
        pairs: [
          [t('overview.understand.segments'), format.count(understand.segments)],
          [t('overview.understand.asOf'), understand.tagsAsOf?.slice(0, 10) ?? '—'],
        ],
      }
    case 'decide':
      return {
        main: format.short(decide.suppressedToday),
        pairs: [[t('overview.decide.policy'), `v${decide.policyVersion}`]],
      }
    case 'engage':
      return {
        main: format.short(engage.customersInJourneys),
        pairs: [
          [t('overview.engage.journeys'), format.count(engage.journeysRunning)],
          [t('overview.engage.today'), format.short(engage.touchesToday)],
        ],
      }
    case 'learn':
      return {
        main: format.short(learn.conversions),
        pairs: [
          [t('overview.learn.effects'), format.count(learn.effects)],
          [t('overview.learn.best'), learn.bestLift === null ? '—' : format.points(learn.bestLift.lift)],
        ],
      }
  }
}

/** The banyan in the middle, faint above the number of customers. */
function Centre() {
  const colours = drawingColours(useDark())
  const { centreX: x, centreY: y } = picture
  return (
    <g>
      <ellipse cx={x} cy={y + 14} rx="236" ry="118" fill={colours.accent} opacity="0.04" />
      <ellipse cx={x} cy={y + 14} rx="178" ry="104" fill={colours.accent} opacity="0.05" />
      <g transform={`translate(${x - 112} ${y - 96}) scale(0.4)`} opacity="0.6">
        <BanyanTree leaf={colours.accent} root={colours.accent} />
      </g>
    </g>
  )
}
