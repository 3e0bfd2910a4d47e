import { useEffect, useState } from 'preact/hooks'
import { describeError } from '../../api/http.ts'
import {
  type AccountImport,
  IMPORT_MODES,
  IMPORT_TYPES,
  type ImportMode,
  type ImportType,
  listImports,
  startImport,
} from '../../api/imports.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { useLoad } from '../use-load.ts'
import { Choice } from './choice.tsx'

const LOOK_AGAIN_MS = 2000

/** Takes in the files that another server gave out, and shows how far they are. */
export function ImportSettings() {
  const [look, setLook] = useState(0)
  const [sending, setSending] = useState(false)
  const [type, setType] = useState<ImportType>('follows')
  const [mode, setMode] = useState<ImportMode>('merge')
  const loaded = useLoad(listImports, [look])
  const imports = loaded.kind === 'ready' ? loaded.value : []
  const isOpen = imports.some(isUnderWay)
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => setLook((n) => n + 1), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isOpen])
  const send = async (file: File | undefined) => {
    if (!file) return
    setSending(true)
    try {
      await startImport(file, { type, mode })
      setLook((n) => n + 1)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setSending(false)
  }
  return (
    <section class="card panel" id="import">
      <h2>{words.imports.title}</h2>
      <p class="hint">{words.imports.hint}</p>
      <Choice
        label={words.imports.type}
        value={type}
        choices={IMPORT_TYPES}
        say={(one) => words.settings.exportOf[one]}
        onChange={setType}
      />
      <Choice
        label={words.imports.mode}
        {...(mode === 'overwrite' && { hint: words.imports.overwriteHint })}
        value={mode}
        choices={IMPORT_MODES}
        say={(one) => words.imports.modes[one]}
        onChange={setMode}
      />
      <label class="button settings-row" aria-disabled={sending}>
        {sending ? words.bring.sending : words.bring.choose}
        <input
          class="visually-hidden"
          type="file"
          accept=".csv,.zip,text/csv,application/zip"
          disabled={sending}
          onChange={(event) => {
            void send(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
      </label>
      {imports.length > 0 && (
        <ul class="brought">
          {imports.map((one) => (
            <Imported key={one.id} one={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function isUnderWay({ state }: AccountImport): boolean {
  return state === 'waiting' || state === 'working'
}

function Imported({ one }: { readonly one: AccountImport }) {
  const { type, file_name: name, total, done, failed, failures } = one
  const said = isUnderWay(one)
    ? words.imports.progress(done + failed, total)
    : words.imports.done(done, failed)
  return (
    <li>
      <strong>
        {words.settings.exportOf[type]}
        {name && ` (${name})`}
      </strong>
      {isUnderWay(one) && <progress max={Math.max(1, total)} value={done + failed} aria-label={said} />}
      <span class="hint" role="status">
        {said}
      </span>
      {one.error && (
        <p class="error" role="alert">
          {one.error}
        </p>
      )}
      {failures.length > 0 && (
        <details>
          <summary>{words.imports.failures(failures.length, failed)}</summary>
          <ul>
            {failures.map(({ line, reason }) => (
              <li key={line}>{words.imports.failure(line, reason)}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
