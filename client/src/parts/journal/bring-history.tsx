import { useEffect, useState } from 'preact/hooks'
import { type BroughtHistory, bringHistory, listHistories } from '../../api/histories.ts'
import { describeError } from '../../api/http.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Choice } from '../settings/choice.tsx'
import { useLoad } from '../use-load.ts'

const LOOK_AGAIN_MS = 2000
const VISIBILITIES = ['direct', 'private'] as const

/** Takes in what Swarm, Google or a GPS logger remembers, and shows how far it is. */
export function BringHistory({ onDone }: { readonly onDone: () => void }) {
  const [look, setLook] = useState(0)
  const [sending, setSending] = useState(false)
  const [visibility, setVisibility] = useState<(typeof VISIBILITIES)[number]>('direct')
  const loaded = useLoad(listHistories, [look])
  const histories = loaded.kind === 'ready' ? loaded.value : []
  const isOpen = histories.some(isUnderWay)
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => setLook((n) => n + 1), LOOK_AGAIN_MS)
    return () => {
      clearInterval(timer)
      onDone()
    }
  }, [isOpen])
  const send = async (file: File | undefined) => {
    if (!file) return
    setSending(true)
    try {
      await bringHistory(file, visibility)
      setLook((n) => n + 1)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setSending(false)
  }
  return (
    <section class="card panel" id="bring">
      <h2>{words.bring.title}</h2>
      <p class="hint">{words.bring.hint}</p>
      <Choice
        label={words.bring.who}
        value={visibility}
        choices={VISIBILITIES}
        say={(one) => words.bring.visibility[one]}
        onChange={setVisibility}
      />
      <label class="button settings-row" aria-disabled={sending || isOpen}>
        {sending ? words.bring.sending : words.bring.choose}
        <input
          class="visually-hidden"
          type="file"
          accept=".zip,.json,.geojson,.gpx,application/zip,application/json,application/gpx+xml"
          disabled={sending || isOpen}
          onChange={(event) => {
            void send(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </label>
      {histories.length > 0 && (
        <ul class="brought">
          {histories.map((history) => (
            <Brought key={history.id} history={history} />
          ))}
        </ul>
      )}
    </section>
  )
}

function isUnderWay({ state }: BroughtHistory): boolean {
  return state === 'waiting' || state === 'placing'
}

function Brought({ history }: { readonly history: BroughtHistory }) {
  const { file_name: name, state, error, found, placed, known, unplaced, photos } = history
  const looked = placed + known + unplaced
  return (
    <li>
      <strong>{name || words.bring.file}</strong>
      {state === 'placing' && (
        <progress max={Math.max(1, found)} value={looked} aria-label={words.bring.progress(looked, found)} />
      )}
      <span class="hint" role="status">
        {state === 'waiting' && words.bring.waiting}
        {state === 'placing' && words.bring.progress(looked, found)}
        {(state === 'done' || (state === 'failed' && looked > 0)) &&
          words.bring.done({ placed, known, unplaced, photos })}
      </span>
      {state === 'failed' && (
        <p class="error" role="alert">
          {error ?? words.bring.failed}
        </p>
      )}
    </li>
  )
}
