import { effect, signal } from '@preact/signals'
import { keep, readKept } from './kept.ts'

export type Theme = 'system' | 'light' | 'dark'

export const theme = signal<Theme>(readKept<Theme>('theme', 'system'))
const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

/** True when the page is dark right now; maps, which know no CSS variables, ask this. */
export const isDark = signal(systemIsDark.matches)

export function startTheme(): void {
  effect(() => {
    const chosen = theme.value
    if (chosen === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = chosen
    keep('theme', chosen)
    settle()
  })
  systemIsDark.addEventListener('change', settle)
}

function settle(): void {
  isDark.value = theme.peek() === 'system' ? systemIsDark.matches : theme.peek() === 'dark'
}
