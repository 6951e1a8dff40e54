import { theme as antdTheme, type ThemeConfig } from 'antd'
import { useSyncExternalStore } from 'react'

export const appearances = ['light', 'dark', 'system'] as const
export type Appearance = (typeof appearances)[number]

const storageKey = 'banyan.appearance'
const systemDark = matchMedia('(prefers-color-scheme: dark)')
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

/** One hue a stage, the same wherever the stage appears. */
export const stageColours = {
  light: {
    collect: '#2878ad',
    understand: '#5f63bd',
    decide: '#b27a1b',
    engage: '#1b7d57',
    learn: '#a8517a',
    govern: '#5d6b64',
  },
  dark: {
    collect: '#62aede',
    understand: '#9a9df0',
    decide: '#dcae5a',
    engage: '#55bd91',
    learn: '#dd8db2',
    govern: '#9aa8a1',
  },
} as const
export type Stage = keyof (typeof stageColours)['light']

/** Colours for drawings outside antd (charts, the loop). */
export function drawingColours(dark: boolean) {
  return dark
    ? {
        stage: stageColours.dark,
        text: '#e3ebe6',
        quiet: '#8fa097',
        line: '#2b3631',
        surface: '#17201c',
        accent: '#4cb88a',
        bad: '#e5766d',
      }
    : {
        stage: stageColours.light,
        text: '#1a2420',
        quiet: '#66736c',
        line: '#dfe6e2',
        surface: '#ffffff',
        accent: '#17694b',
        bad: '#c0392f',
      }
}

export const fontFamily =
  '"Inter", "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif'

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
