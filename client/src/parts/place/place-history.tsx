import type { Place } from '../../api/entities.ts'
import { listPlaceHistory, type PlaceChange } from '../../api/places.ts'
import { profilePath } from '../../state/match-route.ts'
import { words } from '../../words.ts'
import { Dialog } from '../dialog.tsx'
import { Missing } from '../missing.tsx'
import { Spinner } from '../states.tsx'
import { Time } from '../time.tsx'
import { useLoad } from '../use-load.ts'

/** What was corrected of a place, and which were merged into it. */
export function PlaceHistory({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const loaded = useLoad((signal) => listPlaceHistory(place.id, signal), [place.id])
  return (
    <Dialog title={words.placeLife.history.title} onClose={onClose}>
      {loaded.kind === 'loading' && <Spinner />}
      {loaded.kind === 'failed' && <Missing failure={loaded} hint="" />}
      {loaded.kind === 'ready' && loaded.value.length === 0 && (
        <p class="hint">{words.placeLife.history.empty}</p>
      )}
      {loaded.kind === 'ready' && (
        <ol class="place-history">
          {loaded.value.map((change) => (
            <li key={change.id}>
              <p class="hint">
                <Time at={change.created_at} />{' '}
                {change.account ? (
                  <a href={profilePath(change.account.acct)}>@{change.account.acct}</a>
                ) : (
                  words.placeLife.history.somebody
                )}
              </p>
              <ul>
                {change.changes.map((one) => (
                  <li key={one.field}>{sayChange(change, one)}</li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  )
}

function sayChange({ kind }: PlaceChange, { field, before, after }: PlaceChange['changes'][number]): string {
  if (kind === 'merged') return words.placeLife.history.merged(sayValue(before))
  return words.placeLife.history.changed(
    words.placeLife.fields[field] ?? field,
    sayValue(before),
    sayValue(after),
  )
}

function sayValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return words.placeLife.history.nothing
  if (Array.isArray(value)) return value.map((part) => Number(part).toFixed(5)).join(', ')
  if (typeof value === 'object') return Object.values(value).filter(Boolean).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
