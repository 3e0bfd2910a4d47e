import type { ReviewedAuthorization } from '#domain/access/index.ts'
import { type Html, html } from '#platform/html/index.ts'

/** Asks for consent: who asks, for what, in whose name, and where the answer goes. */
export function writeConsent(page: {
  readonly authorization: ReviewedAuthorization
  readonly username: string
  readonly hidden: Readonly<Record<string, string>>
  readonly otherAccount: string
}): Html {
  const { app, scopes, redirectUri } = page.authorization
  return html`<form class="card form" method="post" action="/oauth/authorize">
<h1>Let ${app.name} in?</h1>
<p><strong>${app.name}</strong>${app.website && html` (<a href="${app.website}" rel="nofollow noopener noreferrer">${app.website}</a>)`}
asks to act for you, <strong>@${page.username}</strong>. Let it in only if you have just opened it yourself.</p>
<p>It could:</p>
<ul class="scopes">${describeScopes(scopes).map((text) => html`<li>${text}</li>`)}</ul>
<p class="hint">The answer goes to <code>${redirectUri}</code>.</p>
${Object.entries(page.hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="actions"><button class="button button-primary" name="decision" value="allow">Let it in</button>
<button class="button" name="decision" value="deny">No</button></div>
<p><a href="${page.otherAccount}">Use another account</a></p>
</form>`
}

/** For apps that cannot be called back: the person copies the code. */
export function writeCode(appName: string, code: string): Html {
  return html`<section class="card"><h1>Your code for ${appName}</h1>
<p>Copy it into the app. It works once, for ten minutes.</p>
<p class="field"><input class="oauth-code" readonly aria-label="Code" value="${code}"></p></section>`
}

/** @param because a reason that is known, or a sentence of its own */
export function writeStop(because: string): Html {
  return html`<section class="card"><h1>This did not work</h1><p>${stopTexts[because] ?? because}</p></section>`
}

const stopTexts: Readonly<Record<string, string>> = {
  'unknown-app':
    'This server does not know the app that sent you. Remove the account in the app and add it again.',
  'wrong-redirect-uri':
    'The app wants the answer at an address that it has not registered, so nothing is sent there.',
  foreign: 'This form was not sent from this server, so it was not accepted.',
}

const scopeTexts: Readonly<Record<string, string>> = {
  profile: 'see who you are',
  read: 'read everything that you can read: posts, check-ins, messages, lists, notifications',
  write: 'post and check in for you, change your profile, upload, delete',
  follow: 'follow, block and mute for you',
  push: 'send you notifications',
  'admin:read': 'read what moderators can read',
  'admin:write': 'moderate in your name',
}

/** What an app could do, in words; a part that a whole contains is not listed again. */
function describeScopes(scopes: readonly string[]): string[] {
  return scopes
    .filter((scope) => !scopes.some((other) => scope.startsWith(`${other}:`)))
    .map((scope) => scopeTexts[scope] ?? describePart(scope))
}

function describePart(scope: string): string {
  const at = scope.lastIndexOf(':')
  const area = scope.slice(at + 1).replaceAll('_', ' ')
  const kind = scope.slice(0, at)
  const verb = {
    read: 'read',
    write: 'change',
    'admin:read': 'as a moderator, read',
    'admin:write': 'as a moderator, change',
  }
  return `${Object.hasOwn(verb, kind) ? verb[kind as keyof typeof verb] : kind} ${area}`
}
