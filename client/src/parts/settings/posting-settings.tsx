import { useId, useState } from 'preact/hooks'
import { updateOwnAccount } from '../../api/accounts.ts'
import type { OwnAccount, Precision, QuotePolicy, Visibility } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { rememberMe } from '../../state/session.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { listLanguages, ownLanguage } from '../composer/languages.ts'
import { VisibilityPicker } from '../composer/visibility-picker.tsx'
import { Choice } from './choice.tsx'

const QUOTE_POLICIES: readonly QuotePolicy[] = ['public', 'followers', 'nobody']
const PRECISIONS: readonly Precision[] = ['venue', 'cell', 'city', 'country']

/** Defaults for new posts and check-ins; every change is saved at once. */
export function PostingSettings({ account }: { readonly account: OwnAccount }) {
  const { source } = account
  const [visibility, setVisibility] = useState<Visibility>(source.privacy)
  const [checkins, setCheckins] = useState<Visibility>(source.checkin_visibility ?? 'private')
  const [precision, setPrecision] = useState<Precision>(source.checkin_precision ?? 'venue')
  const id = useId()

  const save = async (name: string, value: string) => {
    const form = new FormData()
    form.set(`source[${name}]`, value)
    try {
      rememberMe(await updateOwnAccount(form))
      tell(words.settings.saved)
    } catch (error) {
      tellFailure(describeError(error))
    }
  }
  return (
    <section class="card panel" id="posts">
      <h2>{words.settings.posting}</h2>
      <VisibilityPicker
        label={words.settings.visibility}
        value={visibility}
        choices={['public', 'unlisted', 'private']}
        onChange={(value) => {
          setVisibility(value)
          void save('privacy', value)
        }}
      />
      <p class="field">
        <label for={id}>{words.settings.language}</label>
        <select
          id={id}
          value={source.language ?? ownLanguage()}
          onChange={(event) => void save('language', event.currentTarget.value)}
        >
          {listLanguages().map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </p>
      <Choice
        label={words.quote.policy}
        value={source.quote_policy ?? 'public'}
        choices={QUOTE_POLICIES}
        say={(choice) => words.quote.policies[choice]}
        onChange={(value) => void save('quote_policy', value)}
      />
      <h2>{words.settings.checkins}</h2>
      <VisibilityPicker
        label={words.settings.checkinVisibility}
        value={checkins}
        choices={['private', 'unlisted', 'public']}
        onChange={(value) => {
          setCheckins(value)
          void save('checkin_visibility', value)
        }}
      />
      <fieldset class="picker">
        <legend class="label">{words.settings.checkinPrecision}</legend>
        <div class="picker-choices">
          {PRECISIONS.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name={`${id}-precision`}
                checked={precision === one}
                onChange={() => {
                  setPrecision(one)
                  void save('checkin_precision', one)
                }}
              />
              <span class="choice-face">{words.precision[one]}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  )
}
