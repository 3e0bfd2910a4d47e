import { useState } from 'preact/hooks'
import type { Place } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { type PlaceReportKind, placeReportKinds, reportPlace } from '../../api/places.ts'
import { tell } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Dialog } from '../dialog.tsx'
import { Failure } from '../states.tsx'
import { ChooseOther } from './choose-other.tsx'

/** Says what is wrong with a place, to those who run this server. */
export function ReportPlace({ place, onDone }: { readonly place: Place; readonly onDone: () => void }) {
  const [kind, setKind] = useState<PlaceReportKind | null>(null)
  const [comment, setComment] = useState('')
  const [other, setOther] = useState<Place | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  const submit = async () => {
    if (!kind) return
    setBusy(true)
    setTrouble(null)
    try {
      await reportPlace(place.id, {
        kind,
        comment: comment.trim(),
        ...(kind === 'duplicate' && other && { duplicate_of: other.id }),
      })
      tell(words.placeLife.report.done)
      onDone()
    } catch (error) {
      setTrouble(describeError(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title={words.placeLife.report.title} onClose={onDone}>
      <form
        class="panel"
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <fieldset>
          <legend class="label">{words.placeLife.report.what}</legend>
          {placeReportKinds.map((one) => (
            <label key={one} class="check">
              <input type="radio" name="kind" checked={kind === one} onChange={() => setKind(one)} />
              <span>{words.placeLife.kinds[one]}</span>
            </label>
          ))}
        </fieldset>
        {kind === 'duplicate' && <ChooseOther place={place} chosen={other} onChoose={setOther} />}
        <label class="field">
          <span class="label">{words.placeLife.report.comment}</span>
          <textarea
            rows={3}
            maxLength={1000}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </label>
        {trouble && <Failure text={trouble} />}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onDone}>
            {words.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={busy || !kind}>
            {words.placeLife.report.submit}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
