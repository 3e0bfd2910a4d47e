import { type Html, html } from '#platform/html/index.ts'

/** Hidden until the script runs, in a browser that knows passkeys. */
export function writePasskeyButton(act: 'sign-in' | 'add', text: string): Html {
  return html`<button type="button" class="button" data-passkey="${act}" hidden>${text}</button>`
}

/** Where the script says what went wrong. */
export function writePasskeyProblem(): Html {
  return html`<p class="errors" role="alert" data-passkey-problem hidden></p>`
}

export function writePasskeyScript(address: string | undefined): Html | undefined {
  return address === undefined ? undefined : html`<script type="module" src="${address}"></script>`
}
