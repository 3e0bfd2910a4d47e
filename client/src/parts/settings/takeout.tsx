import { useEffect, useState } from 'preact/hooks'
import { describeError } from '../../api/http.ts'
import { type Takeout as Archive, listTakeouts, saveTakeout, startTakeout } from '../../api/takeouts.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Time } from '../time.tsx'
import { useLoad } from '../use-load.ts'

const LOOK_AGAIN_MS = 2000

/** Has everything gathered in one archive, shows how far it is, and saves it. */
export function Takeout() {
  const [look, setLook] = useState(0)
  const [busy, setBusy] = useState(false)
  const loaded = useLoad(listTakeouts, [look])
  const [latest] = loaded.kind === 'ready' ? loaded.value : []
  const isOpen = latest?.state === 'waiting' || latest?.state === 'working'
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => setLook((n) => n + 1), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isOpen])
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      setLook((n) => n + 1)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  return (
    <>
      <h3>{words.takeout.title}</h3>
      <p class="hint">{words.takeout.hint}</p>
      {latest && <State archive={latest} />}
      <p class="takeout-doors">
        {latest?.state === 'done' && (
          <button
            type="button"
            class="button button-primary"
            disabled={busy}
            onClick={() => void act(() => saveTakeout(latest))}
          >
            {words.takeout.save(sayBytes(latest.size ?? 0))}
          </button>
        )}
        <button type="button" class="button" disabled={busy || isOpen} onClick={() => void act(startTakeout)}>
          {words.takeout.start}
        </button>
      </p>
    </>
  )
}

function State({ archive }: { readonly archive: Archive }) {
  const { state, done, total, created_at: createdAt } = archive
  if (state === 'done') {
    return (
      <p role="status">
        {words.takeout.of} <Time at={createdAt} />
      </p>
    )
  }
  if (state === 'failed') return <p role="status">{words.takeout.failed}</p>
  const said = state === 'waiting' ? words.takeout.waiting : words.takeout.progress(done, total)
  return (
    <p class="takeout-progress" role="status">
      <progress max={Math.max(1, total)} value={done} aria-label={said} />
      <span class="hint">{said}</span>
    </p>
  )
}

function sayBytes(bytes: number): string {
  const megabytes = bytes / 1e6
  if (megabytes < 1) return `${Math.max(1, Math.round(bytes / 1000))} kB`
  return megabytes < 1000 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1000).toFixed(1)} GB`
}
