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
  /** Other words for `direct`, where it means oneself. */
  readonly ownDirect?: { readonly label: string; readonly hint: string }
}

const ALL: readonly Visibility[] = ['public', 'unlisted', 'private', 'direct']

/** Who can see a post, as radio buttons; the chosen one says in a sentence what it means. */
export function VisibilityPicker({
  value,
  onChange,
  label,
  choices = ALL,
  ownDirect,
}: VisibilityPickerProps) {
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
              {choice === 'direct' && ownDirect ? ownDirect.label : words.visibility[choice]}
            </span>
          </label>
        ))}
      </div>
      <p class="hint">{value === 'direct' && ownDirect ? ownDirect.hint : words.visibilityHint[value]}</p>
    </fieldset>
  )
}
