import { useId } from 'preact/hooks'

interface ChoiceProps<T extends string | number | null> {
  readonly label: string
  readonly hint?: string
  readonly value: T
  readonly choices: readonly T[]
  readonly say: (choice: T) => string
  readonly onChange: (choice: T) => void
}

/** One of a few values, as a select. */
export function Choice<T extends string | number | null>(props: ChoiceProps<T>) {
  const { label, hint, value, choices, say, onChange } = props
  const id = useId()
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={choices.indexOf(value)}
        onChange={(event) => {
          const chosen = choices[Number(event.currentTarget.value)]
          if (chosen !== undefined) onChange(chosen)
        }}
      >
        {choices.map((choice, index) => (
          <option key={String(choice)} value={index}>
            {say(choice)}
          </option>
        ))}
      </select>
      {hint && <span class="hint">{hint}</span>}
    </p>
  )
}
