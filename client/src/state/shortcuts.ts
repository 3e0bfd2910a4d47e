import { signal } from '@preact/signals'
import { openTask } from './composer.ts'
import { threadPath } from './match-route.ts'
import { postSignal, togglePost } from './posts.ts'
import { navigate } from './router.ts'

/** Whether the list of shortcuts is open. */
export const showKeys = signal(false)

/** Starts listening for the keys in `words.keys`; call once. */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
      return
    if (document.querySelector('dialog[open], [popover]:popover-open')) return
    if (press(event.key)) event.preventDefault()
  })
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="slider"], .maplibregl-canvas') !== null
  )
}

function press(key: string): boolean {
  if (key === 'j') return moveTo(1)
  if (key === 'k') return moveTo(-1)
  if (key === 'n') return done(() => (openTask.value = { kind: 'new' }))
  if (key === 'c') return done(() => navigate('/check-in'))
  if (key === '/') return done(openSearch)
  if (key === '?') return done(() => (showKeys.value = true))
  if (key === '.') return done(() => document.querySelector<HTMLButtonElement>('.fresh button')?.click())
  return actOnFocused(key)
}

function actOnFocused(key: string): boolean {
  const id = focusedPost()?.dataset['post']
  const post = id === undefined ? null : postSignal(id).peek()
  if (!post) return false
  if (key === 'r') return done(() => (openTask.value = { kind: 'reply', to: post }))
  if (key === 'f') return done(() => void togglePost(post.id, 'favourite'))
  if (key === 'm') return done(() => void togglePost(post.id, 'bookmark'))
  if (key === 'b')
    return done(() =>
      document.querySelector<HTMLButtonElement>(`[data-post="${post.id}"] .action-boost`)?.click(),
    )
  if (key === 'o' || key === 'Enter')
    return document.activeElement?.matches('a, button, summary')
      ? false
      : done(() => navigate(threadPath(post)))
  return false
}

function done(act: () => unknown): true {
  act()
  return true
}

function openSearch(): void {
  navigate('/search')
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLInputElement>('.search-box input')?.focus()),
  )
}

function focusedPost(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('[data-post]') ?? null
}

/** Moves the focus by posts; from nowhere, to the first one that is in view. */
function moveTo(by: 1 | -1): boolean {
  const posts = [...document.querySelectorAll<HTMLElement>('[data-post]')]
  const at = posts.findIndex((post) => post === focusedPost())
  const inView = posts.findIndex((post) => post.getBoundingClientRect().bottom > 80)
  const next = posts[at === -1 ? inView : at + by]
  if (!next) return false
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'start', behavior: 'instant' })
  return true
}
