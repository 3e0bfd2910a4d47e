import { useId, useState } from 'preact/hooks'
import type { FilterAction, FilterContext } from '../../api/entities.ts'
import { type Filter, type FilterWish, type Keyword, saveFilter } from '../../api/filters.ts'
import { describeError } from '../../api/http.ts'
import { tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Icon } from '../icon.tsx'
import { Choice } from '../settings/choice.tsx'

const CONTEXTS: readonly FilterContext[] = ['home', 'notifications', 'public', 'thread', 'account']
const ACTIONS: readonly FilterAction[] = ['warn', 'blur', 'hide']
const HOUR = 3600
/** Seconds; null for good. */
const ENDS = [null, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR] as const

interface FilterFormProps {
  /** null for a new one. */
  readonly filter: Filter | null
  readonly onSaved: () => void
  readonly onCancel: () => void
}

/** Makes or changes a filter. */
export function FilterForm({ filter, onSaved, onCancel }: FilterFormProps) {
  const [title, setTitle] = useState(filter?.title ?? '')
  const [keywords, setKeywords] = useState<readonly Keyword[]>(
    filter?.keywords ?? [{ keyword: '', whole_word: true }],
  )
  const [context, setContext] = useState<readonly FilterContext[]>(filter?.context ?? CONTEXTS)
  const [action, setAction] = useState<FilterAction>(filter?.filter_action ?? 'warn')
  const [end, setEnd] = useState<number | null | 'kept'>(filter?.expires_at ? 'kept' : null)
  const [busy, setBusy] = useState(false)
  const id = useId()

  const save = async () => {
    setBusy(true)
    const written = keywords.filter((one) => one.keyword.trim() !== '')
    const gone = filter?.keywords.filter((one) => !written.some((kept) => kept.id === one.id)) ?? []
    const wish: FilterWish = {
      title: title.trim(),
      context,
      filter_action: action,
      ...(end === 'kept' ? {} : { expires_in: end }),
      keywords_attributes: [...written, ...gone.map((one) => ({ ...one, _destroy: true }))],
    }
    try {
      await saveFilter(filter?.id ?? null, wish)
      onSaved()
    } catch (error) {
      tellFailure(describeError(error))
      setBusy(false)
    }
  }
  const isReady = title.trim() !== '' && context.length > 0 && !busy
  return (
    <form
      class="card panel"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) void save()
      }}
    >
      <p class="field">
        <label for={`${id}-title`}>{words.filters.name}</label>
        <input id={`${id}-title`} value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
      </p>
      <Keywords keywords={keywords} onChange={setKeywords} />
      <fieldset class="picker">
        <legend class="label">{words.filters.where}</legend>
        {CONTEXTS.map((one) => (
          <label key={one} class="check" for={`${id}-${one}`}>
            <input
              id={`${id}-${one}`}
              type="checkbox"
              checked={context.includes(one)}
              onChange={(event) =>
                setContext(
                  event.currentTarget.checked ? [...context, one] : context.filter((kept) => kept !== one),
                )
              }
            />
            <span>{words.filters.contexts[one]}</span>
          </label>
        ))}
      </fieldset>
      <Choice
        label={words.filters.what}
        value={action}
        choices={ACTIONS}
        say={(choice) => words.filters.actions[choice]}
        onChange={setAction}
      />
      <Choice
        label={words.filters.end}
        value={end}
        choices={end === 'kept' ? ['kept', ...ENDS] : ENDS}
        say={(choice) => (choice === 'kept' ? words.filters.asItIs : words.filters.ends(choice))}
        onChange={setEnd}
      />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCancel}>
          {words.cancel}
        </button>
        <button type="submit" class="button button-primary" disabled={!isReady}>
          {words.save}
        </button>
      </div>
    </form>
  )
}

interface KeywordsProps {
  readonly keywords: readonly Keyword[]
  readonly onChange: (keywords: readonly Keyword[]) => void
}

function Keywords({ keywords, onChange }: KeywordsProps) {
  const change = (at: number, part: Partial<Keyword>) =>
    onChange(keywords.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <fieldset class="picker">
      <legend class="label">{words.filters.keywords}</legend>
      {keywords.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a new one has no other
        <div key={index} class="one-line">
          <input
            class="input"
            aria-label={words.filters.keyword(index + 1)}
            value={one.keyword}
            onInput={(event) => change(index, { keyword: event.currentTarget.value })}
          />
          <label class="check filter-whole">
            <input
              type="checkbox"
              checked={one.whole_word}
              onChange={(event) => change(index, { whole_word: event.currentTarget.checked })}
            />
            <span>{words.filters.whole}</span>
          </label>
          <button
            type="button"
            class="icon-button"
            aria-label={words.filters.removeKeyword(index + 1)}
            onClick={() => onChange(keywords.filter((_one, other) => other !== index))}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      ))}
      <button
        type="button"
        class="button button-small"
        onClick={() => onChange([...keywords, { keyword: '', whole_word: true }])}
      >
        {words.filters.more}
      </button>
    </fieldset>
  )
}
