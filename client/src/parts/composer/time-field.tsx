import { words } from '../../words.ts'

const MINUTE = 60_000
/** The server takes nothing sooner; one more for the time that writing takes. */
const SOONEST = 6 * MINUTE

interface TimeFieldProps {
  readonly label: string
  /** Milliseconds. */
  readonly value: number
  readonly onChange: (time: number) => void
}

/** A day and time of the near future, in the reader's own time zone. */
export function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <p class="field">
      <label>
        {label}
        <input
          type="datetime-local"
          value={toLocal(value)}
          min={toLocal(soonest())}
          onChange={(event) => {
            const time = Date.parse(event.currentTarget.value)
            if (!Number.isNaN(time)) onChange(time)
          }}
        />
      </label>
      <span class="hint">{words.schedule.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}</span>
    </p>
  )
}

export function soonest(): number {
  return Date.now() + SOONEST
}

/** As the field wants it: local time, without seconds and zone. */
function toLocal(time: number): string {
  return new Date(time - new Date(time).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16)
}
