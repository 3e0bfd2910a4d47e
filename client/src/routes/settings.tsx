import type { OwnAccount } from '../api/entities.ts'
import { Frame } from '../parts/frame.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { CheckinSettings } from '../parts/settings/checkin-settings.tsx'
import { ExportSettings } from '../parts/settings/export-settings.tsx'
import { ImportSettings } from '../parts/settings/import-settings.tsx'
import { PostingSettings } from '../parts/settings/posting-settings.tsx'
import { ProfileSettings } from '../parts/settings/profile-settings.tsx'
import { PushSettings } from '../parts/settings/push-settings.tsx'
import { Spinner } from '../parts/states.tsx'
import { instance, me, signOut } from '../state/session.ts'
import { showKeys } from '../state/shortcuts.ts'
import { mayModerate } from '../state/staff.ts'
import { type Theme, theme } from '../state/theme.ts'
import { words } from '../words.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

/** The parts of the page by their ids. */
const PARTS = [
  ['profile', words.settings.profile],
  ['posts', words.settings.posting],
  ['check-ins', words.settings.privacy],
  ['push', words.settings.news],
  ['look', words.settings.look],
  ['take', words.settings.exports],
  ['import', words.imports.title],
  ['account', words.settings.account],
] as const

/** Profile, defaults, look, lists of people, and the way out. */
export function SettingsPage() {
  const account = me.value
  return (
    <Frame>
      <PageHead title={words.settings.title} back />
      <nav class="contents" aria-label={words.settings.contents}>
        {PARTS.map(([id, name]) => (
          <a key={id} class="button button-small" href={`/settings#${id}`}>
            {name}
          </a>
        ))}
      </nav>
      {account ? (
        <>
          <ProfileSettings account={account} />
          <PostingSettings account={account} />
          <CheckinSettings />
          <PushSettings account={account} />
        </>
      ) : (
        <Spinner />
      )}
      <LookSettings />
      {account && <ExportSettings />}
      {account && <ImportSettings />}
      {account && <AccountSettings account={account} />}
    </Frame>
  )
}

function LookSettings() {
  return (
    <section class="card panel" id="look">
      <h2>{words.settings.look}</h2>
      <fieldset class="picker">
        <legend class="label">{words.settings.themeLabel}</legend>
        <div class="picker-choices">
          {THEMES.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="theme"
                checked={theme.value === one}
                onChange={() => (theme.value = one)}
              />
              <span class="choice-face">{words.settings.theme[one]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <button type="button" class="button button-quiet settings-row" onClick={() => (showKeys.value = true)}>
        {words.settings.keys}
      </button>
    </section>
  )
}

function AccountSettings({ account }: { readonly account: OwnAccount }) {
  return (
    <section class="card panel" id="account">
      <h2>{words.settings.account}</h2>
      <p class="hint">
        @{account.acct}@{instance.value?.domain ?? location.host}
      </p>
      <ul class="settings-links">
        <li>
          <a href="/auth/account">{words.settings.security}</a>
        </li>
        <li>
          <a href="/follow-requests">{words.requests.title}</a>
        </li>
        <li>
          <a href="/lists">{words.lists.title}</a>
        </li>
        <li>
          <a href="/scheduled">{words.schedule.title}</a>
        </li>
        <li>
          <a href="/filters">{words.filters.title}</a>
        </li>
        <li>
          <a href="/followed-tags">{words.tags.followed}</a>
        </li>
        <li>
          <a href="/journal">{words.journal.title}</a>
        </li>
        <li>
          <a href="/likes">{words.nav.likes}</a>
        </li>
        <li>
          <a href="/blocks">{words.people.blocks}</a>
        </li>
        <li>
          <a href="/mutes">{words.people.mutes}</a>
        </li>
        <li>
          <a href="/domain-blocks">{words.domains.title}</a>
        </li>
        {mayModerate(account.role) && (
          <li>
            <a href="/place-reports">{words.placeLife.reports.title}</a>
          </li>
        )}
        <li>
          <a href="/about">{words.settings.about}</a>
        </li>
      </ul>
      <button type="button" class="button button-danger" onClick={() => void signOut()}>
        {words.settings.signOut}
      </button>
    </section>
  )
}
