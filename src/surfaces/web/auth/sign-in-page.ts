import type { SignInResult } from '#domain/access/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { writeField, writeHidden, writeProblems } from './form-fields.ts'
import { writePasskeyButton, writePasskeyProblem, writePasskeyScript } from './passkey-parts.ts'

export interface SignInForm {
  readonly formToken: string
  readonly returnTo: string
  readonly login: string
  readonly problems: readonly string[]
  /** What has just been done, e.g. a new password. */
  readonly done?: string | undefined
  /** Whether a forgotten password can be made anew by e-mail. */
  readonly recovers: boolean
  /** The address of what signs in by passkey. */
  readonly passkeyScript: string | undefined
}

export function writeSignIn(form: SignInForm): Html {
  return html`<form class="card form" method="post" action="/auth/sign-in">
<h1>Sign in</h1>
${form.done !== undefined && html`<p class="notice" role="status">${form.done}</p>`}
${writeProblems(form.problems)}
${writeHidden({ form_token: form.formToken, return_to: form.returnTo })}
${writeField({
  name: 'login',
  label: 'E-mail address or username',
  type: 'text',
  autocomplete: 'username',
  value: form.login,
})}
${writeField({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
<div class="actions"><button class="button button-primary">Sign in</button>
${writePasskeyButton('sign-in', 'Use a passkey')}</div>
${writePasskeyProblem()}
${form.recovers && html`<p><a href="/auth/forgot">Forgotten your password?</a></p>`}
<p>New here? <a href="/auth/sign-up?return_to=${encodeURIComponent(form.returnTo)}">Join</a></p>
</form>${writePasskeyScript(form.passkeyScript)}`
}

/** What the person reads, and the status, for each refusal. */
export function describeRefusal(result: Exclude<SignInResult, { kind: 'signed-in' }>): {
  status: number
  text: string
} {
  if (result.kind === 'limited') {
    return { status: 429, text: `Too many attempts. Try again in ${describeWait(result.retryAfter)}.` }
  }
  switch (result.because) {
    case 'wrong':
      return { status: 422, text: 'The name or the password is wrong.' }
    case 'blocked':
      return { status: 403, text: 'Nobody can sign in from your network.' }
    case 'pending':
      return { status: 403, text: 'Your account still waits for the approval of a moderator.' }
    case 'unconfirmed':
      return {
        status: 403,
        text: 'Your e-mail address is not confirmed yet. Follow the link of the letter that is in your mailbox, or will be soon.',
      }
    case 'disabled':
      return { status: 403, text: 'Your account is disabled. Write to those who run this server.' }
    case 'suspended':
      return { status: 403, text: 'Your account is suspended. Write to those who run this server.' }
  }
}

export function describeWait(seconds: number): string {
  if (seconds <= 90) return seconds === 1 ? 'a second' : `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}
