import { signal } from '@preact/signals'
import { matchRoute, type Route } from './match-route.ts'

interface Here {
  readonly path: string
  readonly query: URLSearchParams
  readonly route: Route | null
}

/** Where we are. Changes with {@link navigate} and with the browser's own back and forward. */
export const here = signal<Here>(readLocation())

const scrolls = new Map<string, number>()
let entryKey = keyOf(history.state)

function readLocation(): Here {
  const query = new URLSearchParams(location.search)
  return { path: location.pathname, query, route: matchRoute(location.pathname) }
}

function keyOf(state: unknown): string {
  return (state as { key?: string } | null)?.key ?? 'first'
}

/** Goes to a path of ours without loading a page. `replace` leaves no entry to come back to. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  scrolls.set(entryKey, scrollY)
  if (options.replace) history.replaceState({ key: entryKey }, '', to)
  else {
    entryKey = Math.random().toString(36).slice(2)
    history.pushState({ key: entryKey }, '', to)
  }
  const from = here.value
  here.value = readLocation()
  // A change of tab inside one page keeps the eye where it is.
  if (location.hash) showPart(location.hash)
  else if (from.path !== here.value.path) restoreScroll(0)
}

/** Starts following links and history; call once. */
export function startRouter(): void {
  history.scrollRestoration = 'manual'
  addEventListener('popstate', (event) => {
    scrolls.set(entryKey, scrollY)
    entryKey = keyOf(event.state)
    here.value = readLocation()
    restoreScroll(scrolls.get(entryKey) ?? 0)
  })
  document.addEventListener('click', followLink)
  if (location.hash) showPart(location.hash)
}

const framesToWait = 120

/** Scrolls to a part of a page, as soon as that is drawn. @param hash `#part` */
function showPart(hash: string, framesLeft = framesToWait): void {
  const part = document.getElementById(hash.slice(1))
  if (part) part.scrollIntoView({ block: 'start' })
  else if (framesLeft > 0) requestAnimationFrame(() => showPart(hash, framesLeft - 1))
}

/** Pages draw their kept content at once, so the height is there by the second frame. */
function restoreScroll(top: number): void {
  requestAnimationFrame(() => requestAnimationFrame(() => scrollTo({ top, behavior: 'instant' })))
}

function followLink(event: MouseEvent): void {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target === '_blank' || link.hasAttribute('download') || link.origin !== location.origin)
    return
  if (!matchRoute(link.pathname)) return
  event.preventDefault()
  const isHere = link.pathname + link.search === location.pathname + location.search
  if (!isHere) navigate(link.pathname + link.search + link.hash)
  else if (link.hash) showPart(link.hash)
  else scrollTo({ top: 0, behavior: 'smooth' })
}
