import type { Poll } from '../../api/entities.ts'
import type { NewPoll } from '../../api/posts.ts'
import { words } from '../../words.ts'

interface PollFieldsProps {
  readonly poll: NewPoll
  readonly maxOptions: number
  readonly onChange: (poll: NewPoll) => void
}

export const emptyPoll: NewPoll = { options: ['', ''], expires_in: 86_400, multiple: false }

export function isComplete(poll: NewPoll): boolean {
  const options = poll.options.map((option) => option.trim()).filter((option) => option !== '')
  return options.length >= 2 && new Set(options).size === options.length
}

/** What a poll asks, for an edit that leaves it: one that is over stays over. */
export function asAsked(poll: Poll): NewPoll {
  const left = poll.expires_at ? (Date.parse(poll.expires_at) - Date.now()) / 1000 : 0
  return {
    options: poll.options.map((option) => option.title),
    expires_in: Math.max(shortestSeconds, Math.round(left)),
    multiple: poll.multiple,
    hide_totals: poll.options.some((option) => option.votes_count === null),
  }
}

const shortestSeconds = 300

/** What is asked: options, for how long, and whether several may be chosen. */
export function PollFields({ poll, maxOptions, onChange }: PollFieldsProps) {
  return (
    <fieldset class="poll">
      <legend class="visually-hidden">{words.poll.label}</legend>
      {poll.options.map((option, index) => (
        <input
          // The place in the list is what an option is known by while it is typed.
          key={index}
          class="input"
          maxLength={50}
          dir="auto"
          aria-label={words.poll.option(index + 1)}
          placeholder={words.poll.option(index + 1)}
          value={option}
          onInput={(event) =>
            onChange({ ...poll, options: poll.options.with(index, event.currentTarget.value) })
          }
        />
      ))}
      {poll.options.length < maxOptions && (
        <button
          type="button"
          class="button button-small"
          onClick={() => onChange({ ...poll, options: [...poll.options, ''] })}
        >
          {words.poll.moreOptions}
        </button>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={poll.multiple}
          onChange={(event) => onChange({ ...poll, multiple: event.currentTarget.checked })}
        />
        <span>{words.poll.several}</span>
      </label>
      <label>
        {words.poll.ends}{' '}
        <select
          value={poll.expires_in}
          onChange={(event) => onChange({ ...poll, expires_in: Number(event.currentTarget.value) })}
        >
          {Object.entries(words.poll.lengths).map(([seconds, name]) => (
            <option key={seconds} value={seconds}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  )
}
