/**
 * What server-rendered pages need for passkeys, which no form can make: fetches what the browser is to sign, lets it sign,
 * sends it. Buttons for it are hidden where this does not run.
 */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'

interface Answer {
  /** Where to go next. */
  readonly to?: string
  readonly error?: string
}

async function ask(path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Answer
  if (!response.ok) throw new Error(answer.error)
  return answer
}

function valueOf(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement ? field.value : ''
}

async function signIn(form: HTMLFormElement): Promise<Answer> {
  const optionsJSON = (await ask('/auth/passkey/options', {})) as never
  const response = await startAuthentication({ optionsJSON })
  return (await ask('/auth/passkey', { response, return_to: valueOf(form, 'return_to') })) as Answer
}

async function add(form: HTMLFormElement): Promise<Answer> {
  const optionsJSON = (await ask('/auth/account/passkey/options', {
    password: valueOf(form, 'passkey-password'),
  })) as never
  const response = await startRegistration({ optionsJSON })
  return (await ask('/auth/account/passkey', { response, name: valueOf(form, 'name') })) as Answer
}

async function run(button: HTMLElement): Promise<void> {
  const form = button.closest('form')
  const problem = form?.querySelector<HTMLElement>('[data-passkey-problem]')
  if (!form || !problem) return
  try {
    problem.hidden = true
    const { to } = await (button.dataset['passkey'] === 'add' ? add(form) : signIn(form))
    if (to) location.assign(to)
  } catch (error) {
    // The browser's own words say what a person did: cancelled, waited too long, or has this key already.
    problem.textContent = error instanceof Error ? error.message : ''
    problem.hidden = false
  }
}

if (browserSupportsWebAuthn()) {
  for (const button of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
    button.hidden = false
    button.addEventListener('click', () => void run(button))
  }
}
