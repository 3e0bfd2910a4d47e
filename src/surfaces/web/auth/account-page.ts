import {
  minPasswordLength,
  type OpenAccess,
  type OpenApp,
  type OpenSession,
  type Passkey,
} from '#domain/access/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { writeField, writeHidden, writeProblems } from './form-fields.ts'
import { writePasskeyButton, writePasskeyProblem, writePasskeyScript } from './passkey-parts.ts'

/** Which form of the page was sent. */
export type AccountForm = 'password' | 'passkey-remove' | 'browsers' | 'app' | 'alias' | 'move' | 'delete'

export interface AccountPage {
  readonly formToken: string
  readonly handle: string
  readonly email: string
  readonly open: OpenAccess
  readonly passkeys: readonly Passkey[]
  readonly passkeyScript: string | undefined
  /** Addresses of accounts elsewhere that may move here. */
  readonly aliases: readonly string[]
  /** Whether this account has moved away. */
  readonly hasMoved: boolean
  /** Those who own the server hand it over first. */
  readonly isOwner: boolean
  /** What has just been done. */
  readonly done?: string | undefined
  /** What is wrong with which form. */
  readonly problem?:
    | { readonly form: AccountForm; readonly text: string; readonly field?: string }
    | undefined
}

/** How somebody signs in, what may act for them, the move to another server, and the end of the account. */
export function writeAccountPage(page: AccountPage): Html {
  return html`<h1>Sign-in and security</h1>
${page.done !== undefined && html`<p class="notice" role="status">${page.done}</p>`}
<section class="card"><h2>You</h2><p>${page.handle}<br>${page.email}</p>
<p><a href="/settings">Back to the settings</a></p></section>
${writePassword(page)}
${writePasskeys(page)}
${writeBrowsers(page)}
${writeApps(page)}
${writeMove(page)}
${writeDelete(page)}${writePasskeyScript(page.passkeyScript)}`
}

const current = { type: 'password', autocomplete: 'current-password' } as const

function writeForm(page: AccountPage, form: AccountForm, inside: Html): Html {
  const { problem } = page
  const problems = problem?.form === form && problem.field === undefined ? [problem.text] : []
  return html`<form class="card" method="post" action="/auth/account/${form}" id="${form}">
${writeProblems(problems)}
${writeHidden({ form_token: page.formToken })}
${inside}
</form>`
}

function problemOf({ problem }: AccountPage, form: AccountForm, field: string): string | undefined {
  return problem?.form === form && problem.field === field ? problem.text : undefined
}

function writePassword(page: AccountPage): Html {
  return writeForm(
    page,
    'password',
    html`<h2>Password</h2>
${writeField({ ...current, name: 'current', label: 'Your password now', problem: problemOf(page, 'password', 'current') })}
${writeField({
  name: 'password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
  hint: `At least ${minPasswordLength} characters; a few words that only you would put together are good. All apps and other browsers are signed out.`,
  problem: problemOf(page, 'password', 'password'),
})}
<div class="actions"><button class="button button-primary">Change the password</button></div>`,
  )
}

function writePasskeys(page: AccountPage): Html {
  const known = page.passkeys.map(
    ({ id, name, since, lastUsedAt }) => html`<li><form method="post" action="/auth/account/passkey-remove">
${writeHidden({ form_token: page.formToken, passkey: id })}
<span><strong>${name}</strong>
<span class="hint">since ${writeDay(since)}, ${lastUsedAt ? html`last used ${writeDay(lastUsedAt)}` : 'never used'}</span></span>
<button class="button button-small" aria-label="Remove ${name}">Remove</button></form></li>`,
  )
  return html`<section class="card" id="passkeys"><h2>Passkeys</h2>
<p>Sign in by your device: no password to remember, to be guessed or to be asked for by a false page.</p>
${known.length > 0 && html`<ul class="open-access">${known}</ul>`}
<form class="card-part">
${writeField({ name: 'name', label: 'What you call the new one', type: 'text', autocomplete: 'off', optional: true, maxLength: 100, hint: 'like “My phone”' })}
${writeField({ ...current, name: 'passkey-password', label: 'Your password' })}
<div class="actions">${writePasskeyButton('add', 'Add a passkey')}</div>
${writePasskeyProblem()}
<noscript><p>Passkeys need scripts.</p></noscript>
</form></section>`
}

function writeBrowsers(page: AccountPage): Html {
  const { sessions } = page.open
  return writeForm(
    page,
    'browsers',
    html`<h2>Browsers</h2>
<ul class="open-access">${sessions.map(writeBrowser)}</ul>
${
  sessions.length > 1 && html`<div class="actions"><button class="button">Sign out all others</button></div>`
}`,
  )
}

function writeBrowser({ userAgent, since, lastUsedAt, isThis }: OpenSession): Html {
  return html`<li><strong>${nameBrowser(userAgent)}${isThis && ' (this one)'}</strong>
<span class="hint">since ${writeDay(since)}, last seen ${writeDay(lastUsedAt)}</span></li>`
}

function writeApps(page: AccountPage): Html {
  const { apps } = page.open
  if (apps.length === 0) return html`<section class="card"><h2>Apps</h2><p>No app acts for you.</p></section>`
  return html`<section class="card" id="apps"><h2>Apps</h2>
<p>These can act for you. Shut out what you do not know or do not use any more.</p>
<ul class="open-access">${apps.map((open) => writeApp(page, open))}</ul></section>`
}

function writeApp(page: AccountPage, { app, since, lastUsedAt }: OpenApp): Html {
  return html`<li><form method="post" action="/auth/account/app">
${writeHidden({ form_token: page.formToken, app_id: app.id })}
<span><strong>${app.name}</strong>${app.website && html` <a href="${app.website}" rel="nofollow noopener noreferrer">${hostOf(app.website)}</a>`}
<span class="hint">since ${writeDay(since)}, ${lastUsedAt ? html`last used ${writeDay(lastUsedAt)}` : 'never used'}</span></span>
<button class="button button-small" aria-label="Shut out ${app.name}">Shut out</button></form></li>`
}

function writeMove(page: AccountPage): Html {
  const { aliases } = page
  const alias = writeForm(
    page,
    'alias',
    html`<h2>Move here</h2>
<p>You have an account on another server and want to go on with this one? Name it here, then start the move over there: your
followers come along.</p>
${
  aliases.length > 0 &&
  html`<ul class="open-access">${aliases.map(
    (uri) =>
      html`<li><span>${uri}</span> <button class="button button-small" name="remove" value="${uri}" formnovalidate aria-label="Remove ${uri}">Remove</button></li>`,
  )}</ul>`
}
${writeField({
  name: 'alias',
  label: 'The account elsewhere',
  type: 'text',
  autocomplete: 'off',
  hint: 'like name@example.org',
  problem: problemOf(page, 'alias', 'alias'),
})}
<div class="actions"><button class="button">That is me, too</button></div>`,
  )
  const away = page.hasMoved
    ? html`<section class="card"><h2>Move away</h2><p>This account has moved. Its followers were told.</p></section>`
    : writeForm(
        page,
        'move',
        html`<h2>Move away</h2>
<p>First name this account as an alias at the other one. Your followers are then asked to follow the other account; posts stay
here.</p>
${writeField({
  name: 'to',
  label: 'Where to',
  type: 'text',
  autocomplete: 'off',
  hint: 'like name@example.org',
  problem: problemOf(page, 'move', 'to'),
})}
${writeField({ ...current, name: 'move-password', label: 'Your password', problem: problemOf(page, 'move', 'move-password') })}
<div class="actions"><button class="button">Move my followers</button></div>`,
      )
  return html`${alias}
${away}`
}

function writeDelete(page: AccountPage): Html {
  if (page.isOwner)
    return html`<section class="card"><h2>Delete the account</h2>
<p>You own this server: make somebody else its owner first (<code>cairn account set-role</code>).</p></section>`
  return writeForm(
    page,
    'delete',
    html`<h2>Delete the account</h2>
<p>Posts, check-ins, photos, follows and your journal are deleted, here at once; other servers are asked to do the same. This
cannot be undone, and nobody can have your name again. <a href="/settings#take">Take an archive along</a> first.</p>
${writeField({ ...current, name: 'delete-password', label: 'Your password', problem: problemOf(page, 'delete', 'delete-password') })}
<div class="actions"><button class="button button-danger">Delete my account</button></div>`,
  )
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}

function writeDay(at: Date): Html {
  const day = at.toISOString().slice(0, 10)
  return html`<time datetime="${at.toISOString()}">${day}</time>`
}

const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari']
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux']
const shown: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS': 'macOS' }

/** Enough to tell one's own browsers apart: what these texts claim differs in everything else. */
function nameBrowser(userAgent: string | null): string {
  const find = (names: readonly string[]) => names.find((name) => userAgent?.includes(name))
  const parts = [find(browsers), find(systems)].flatMap((name) => (name ? [shown[name] ?? name] : []))
  return parts.length > 0 ? parts.join(', ') : 'A browser'
}
