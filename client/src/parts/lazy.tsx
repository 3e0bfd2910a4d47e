import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { describeError } from '../api/http.ts'
import { Frame } from './frame.tsx'
import { Failure, Skeletons } from './states.tsx'

/**
 * A page whose code is loaded when it is first shown.
 * @param bare it is no page, but lies above one: until it has come, nothing is drawn
 */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  bare = false,
): (props: P) => JSX.Element {
  let loaded: ComponentType<P> | null = null
  return function Lazy(props: P) {
    const [, redraw] = useState(0)
    const [trouble, setTrouble] = useState<string | null>(null)
    const fetchPage = () => {
      setTrouble(null)
      load().then(
        (page) => {
          loaded = page
          redraw((n) => n + 1)
        },
        (error: unknown) => {
          if (!reloadOnce()) setTrouble(describeError(error))
        },
      )
    }
    useEffect(() => {
      if (!loaded) fetchPage()
    }, [])
    const Page = loaded
    if (Page) return <Page {...props} />
    const failure = trouble && <Failure text={trouble} onRetry={fetchPage} />
    return bare ? <>{failure}</> : <Frame>{failure || <Skeletons count={2} />}</Frame>
  }
}

/** After an update of the server the old page's parts are gone: the new page has new ones. Once, never in a circle. */
function reloadOnce(): boolean {
  const last = Number(sessionStorage.getItem('cairn:reloaded') ?? 0)
  if (!navigator.onLine || Date.now() - last < 60_000) return false
  sessionStorage.setItem('cairn:reloaded', String(Date.now()))
  location.reload()
  return true
}
