import { useId } from 'preact/hooks'
import type { Place, Precision, Visibility } from '../../api/entities.ts'
import { words } from '../../words.ts'
import { previewPlace } from '../describe-place.ts'

interface PrecisionPickerProps {
  readonly place: Place
  readonly choices: readonly Precision[]
  readonly nearestTown: string | undefined
  readonly value: Precision
  readonly onChange: (value: Precision) => void
}

/** How exactly a check-in tells where one is; every choice shows the words that others will read. */
export function PrecisionPicker({ place, choices, nearestTown, value, onChange }: PrecisionPickerProps) {
  const name = useId()
  return (
    <fieldset class="picker">
      <legend class="label">{words.checkin.what}</legend>
      <div class="precision-choices">
        {choices.map((choice) => {
          const seen = previewPlace(place, choice, nearestTown)
          return (
            <label key={choice} class="choice choice-wide">
              <input
                type="radio"
                name={name}
                value={choice}
                checked={value === choice}
                onChange={() => onChange(choice)}
              />
              <span class="choice-face">
                <PrecisionSign precision={choice} />
                <span>
                  <strong>{words.precision[choice]}</strong>
                  <span class="hint">
                    {seen.lead} {seen.name}
                  </span>
                </span>
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}

/**
 * What the server will take: a private place is named to nobody else, a sensitive one is a town to strangers, and a
 * town is never more exact than itself.
 */
export function precisionChoices(
  place: Place,
  visibility: Visibility,
  sensitive: boolean,
): readonly Precision[] {
  const isPublic = visibility === 'public' || visibility === 'unlisted'
  if (place.kind === 'country') return ['country']
  if (place.kind !== 'venue' || (sensitive && isPublic)) return ['city', 'country']
  if (place.private && visibility !== 'direct') return ['cell', 'city', 'country']
  return ['venue', 'cell', 'city', 'country']
}

function PrecisionSign({ precision }: { readonly precision: Precision }) {
  const shapes = {
    venue: <ellipse cx="12" cy="12" rx="4.2" ry="3.8" class="sign-solid" />,
    cell: <path d="M12 4.500l6.500 3.750v7.500L12 19.500l-6.500-3.750v-7.500z" />,
    city: <circle cx="12" cy="12" r="8.500" />,
    country: <path d="M3.500 9.500 8 4.500l5 2 6-1.500 1.500 7-4 7-7-.500-5.500-4z" />,
  }
  return (
    <svg class="precision-sign" width="26" height="26" viewBox="0 0 24 24" aria-hidden="true">
      {shapes[precision]}
    </svg>
  )
}
