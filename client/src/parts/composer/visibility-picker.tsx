import { useId } from 'preact/hooks'
import type { Visibility } from '../../api/entities.ts'
import { words } from '../../words.ts'
import { Icon } from '../icon.tsx'
import { VISIBILITY_ICONS } from '../visibility-icon.tsx'

interface VisibilityPickerProps {
  readonly value: Visibility
  readonly onChange: (value: Visibility) => void
  readonly label: string
  readonly choices?: readonly Visibility[]
}

const ALL: readonly Visibility[] = ['public', 'unlisted', 'private', 'direct']

/** Who can see a post, as radio buttons; the chosen one says in a sentence what it means. */
export function VisibilityPicker({ value, onChange, label, choices = ALL }: VisibilityPickerProps) {
  const name = useId()
  return (
    <fieldset class="picker">
      <legend class="label">{label}</legend>
      <div class="picker-choices">
        {choices.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name={name}
              value={choice}
              checked={value === choice}
              onChange={() => onChange(choice)}
            />
            <span class="choice-face">
              <Icon name={VISIBILITY_ICONS[choice]} size={18} />
              {words.visibility[choice]}
            </span>
          </label>
        ))}
      </div>
      <p class="hint">{words.visibilityHint[value]}</p>
    </fieldset>
  )
}
