import { theme as antdTheme, type ThemeConfig } from 'antd'
import { useSyncExternalStore } from 'react'
import { drawingColours, fontFamily, stageColours } from '#pictures'

export const appearances = ['light', 'dark', 'system'] as const
export type Appearance = (typeof appearances)[number]

const storageKey = 'banyan.appearance'
const systemDark = matchMedia('(prefers-color-scheme: dark)')
const stillness = matchMedia('(prefers-reduced-motion: reduce)')
const listeners = new Set<() => void>()

function chosen(): Appearance {
  const stored = localStorage.getItem(storageKey)
  return appearances.find((appearance) => appearance === stored) ?? 'system'
}

const isDark = () => chosen() === 'dark' || (chosen() === 'system' && systemDark.matches)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  systemDark.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    systemDark.removeEventListener('change', listener)
  }
}

export function chooseAppearance(appearance: Appearance): void {
  localStorage.setItem(storageKey, appearance)
  for (const listener of listeners) listener()
}

export const useAppearance = (): Appearance => useSyncExternalStore(subscribe, chosen)
export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark)

export type Stage = keyof (typeof stageColours)['light']
export { drawingColours, fontFamily, stageColours }

export function themeOf(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#3ba67a' : '#17694b',
      colorLink: dark ? '#63c79d' : '#17694b',
      colorInfo: dark ? '#4b98c9' : '#2878ad',
      colorBgLayout: dark ? '#0f1613' : '#f3f6f4',
      colorBgContainer: dark ? '#17201c' : '#ffffff',
      colorBgElevated: dark ? '#1d2723' : '#ffffff',
      colorBorderSecondary: dark ? '#26302b' : '#e6ece8',
      colorTextBase: dark ? '#e3ebe6' : '#1a2420',
      borderRadius: 5,
      fontSize: 13,
      controlHeight: 30,
      fontFamily,
      // The style sheet forbids animations then; what waits for the end of one must not wait.
      motion: !stillness.matches,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      Table: {
        headerBg: dark ? '#1b2521' : '#f6f9f7',
        headerColor: dark ? '#a9b8b0' : '#55635c',
        headerSplitColor: 'transparent',
        cellPaddingBlockSM: 7,
        cellPaddingInlineSM: 10,
        rowHoverBg: dark ? '#1e2924' : '#f2f8f5',
      },
      Card: { headerHeightSM: 40, bodyPaddingSM: 14 },
    },
  }
}
