import { useEffect, useId, useState } from 'preact/hooks'
import { updateOwnAccount } from '../../api/accounts.ts'
import type { OwnAccount } from '../../api/entities.ts'
import { describeError } from '../../api/http.ts'
import { rememberMe } from '../../state/session.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { words } from '../../words.ts'
import { Avatar } from '../avatar.tsx'
import { Icon } from '../icon.tsx'

const FIELDS = [0, 1, 2, 3] as const

/** What others see of the account: pictures, name, bio, facts, and who may follow. */
export function ProfileSettings({ account }: { readonly account: OwnAccount }) {
  const [busy, setBusy] = useState(false)
  const [avatar, setAvatar] = useState<File | null>(null)
  const [header, setHeader] = useState<File | null>(null)
  const id = useId()

  const save = async (form: HTMLFormElement) => {
    setBusy(true)
    try {
      rememberMe(await updateOwnAccount(describeChanges(form, avatar, header)))
      setAvatar(null)
      setHeader(null)
      tell(words.settings.saved)
    } catch (error) {
      tellFailure(describeError(error))
    }
    setBusy(false)
  }
  return (
    <form
      class="card panel"
      id="profile"
      onSubmit={(event) => {
        event.preventDefault()
        void save(event.currentTarget)
      }}
    >
      <h2>{words.settings.profile}</h2>
      <div class="settings-pictures">
        <PicturePicker
          label={words.settings.header}
          file={header}
          current={account.header}
          onChoose={setHeader}
          kind="header"
        />
        <PicturePicker
          label={words.settings.avatar}
          file={avatar}
          current={account.avatar}
          onChoose={setAvatar}
          kind="avatar"
          account={account}
        />
      </div>
      <p class="field">
        <label for={`${id}-name`}>{words.settings.displayName}</label>
        <input
          id={`${id}-name`}
          name="display_name"
          maxLength={30}
          defaultValue={account.display_name}
          autocomplete="name"
        />
      </p>
      <p class="field">
        <label for={`${id}-bio`}>{words.settings.bio}</label>
        <textarea id={`${id}-bio`} name="note" maxLength={500} rows={4} defaultValue={account.source.note} />
      </p>
      <fieldset class="settings-fields">
        <legend class="label">{words.settings.fields}</legend>
        {FIELDS.map((index) => (
          <div class="settings-field" key={index}>
            <input
              class="input"
              name={`fields_attributes[${index}][name]`}
              aria-label={words.settings.fieldName(index + 1)}
              maxLength={255}
              defaultValue={account.source.fields[index]?.name ?? ''}
            />
            <input
              class="input"
              name={`fields_attributes[${index}][value]`}
              aria-label={words.settings.fieldValue(index + 1)}
              maxLength={255}
              defaultValue={stripTags(account.source.fields[index]?.value ?? '')}
            />
          </div>
        ))}
        <p class="hint">{words.settings.fieldsHint}</p>
      </fieldset>
      <label class="check">
        <input type="checkbox" name="locked" defaultChecked={account.locked} />
        <span>
          {words.settings.locked}
          <br />
          <span class="hint">{words.settings.lockedHint}</span>
        </span>
      </label>
      <label class="check">
        <input type="checkbox" name="bot" defaultChecked={account.bot} />
        <span>{words.settings.bot}</span>
      </label>
      <div class="dialog-actions">
        <button type="submit" class="button button-primary" disabled={busy}>
          {words.save}
        </button>
      </div>
    </form>
  )
}

interface PicturePickerProps {
  readonly label: string
  readonly kind: 'avatar' | 'header'
  readonly file: File | null
  readonly current: string
  readonly account?: OwnAccount
  readonly onChoose: (file: File) => void
}

function PicturePicker({ label, kind, file, current, account, onChoose }: PicturePickerProps) {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => {
    if (!file) return setAddress(null)
    const made = URL.createObjectURL(file)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  const shown = address ?? (current.includes('missing') ? null : current)
  return (
    <label class={`picture-picker picture-${kind}`}>
      {kind === 'avatar' && account ? (
        <Avatar account={{ ...account, avatar: shown ?? account.avatar }} size={96} />
      ) : shown ? (
        <img src={shown} alt="" />
      ) : (
        <span />
      )}
      <span class="picture-hint">
        <Icon name="camera" size={18} />
        {label}
      </span>
      <input
        class="visually-hidden"
        type="file"
        accept="image/*"
        onChange={(event) => event.currentTarget.files?.[0] && onChoose(event.currentTarget.files[0])}
      />
    </label>
  )
}

function describeChanges(form: HTMLFormElement, avatar: File | null, header: File | null): FormData {
  const changes = new FormData(form)
  // An unticked box is missing from a form, which would leave the setting as it was.
  for (const name of ['locked', 'bot']) changes.set(name, String(changes.has(name)))
  if (avatar) changes.set('avatar', avatar)
  if (header) changes.set('header', header)
  return changes
}

function stripTags(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.textContent ?? ''
}
