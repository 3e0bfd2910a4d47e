import { signal } from '@preact/signals'
import { getInstance, getOwnAccount } from '../api/accounts.ts'
import type { Instance, OwnAccount } from '../api/entities.ts'
import { describeError, useToken } from '../api/http.ts'
import { beginSignIn, finishSignIn, revokeToken } from '../api/oauth.ts'
import { keep, readKept } from './kept.ts'
import { startLive } from './live.ts'
import { navigate } from './router.ts'

/** The signed-in account; null before it is known. */
export const me = signal<OwnAccount | null>(readKept<OwnAccount | null>('me', null))

/** What the server says about itself; null before it is known. */
export const instance = signal<Instance | null>(null)

export const signInTrouble = signal<string | null>(null)

export function hasToken(): boolean {
  return readKept<string | null>('token', null) !== null
}

/** Takes up the kept token and connects. The kept profile shows at once and is refreshed behind the scenes. */
export function resumeSession(): void {
  useToken(readKept<string | null>('token', null), forgetSession)
  startLive()
  // Offline is no reason to sign out: a refused token ends the session through useToken alone.
  getOwnAccount().then(rememberMe, () => undefined)
  getInstance().then(
    (found) => {
      instance.value = found
    },
    () => undefined,
  )
}

export function rememberMe(account: OwnAccount): void {
  me.value = account
  keep('me', account)
}

function forgetSession(): void {
  useToken(null)
  keep('token', null)
  keep('me', null)
  me.value = null
  location.assign('/auth/sign-in')
}

export async function signIn(returnTo: string): Promise<void> {
  await beginSignIn(returnTo)
}

/** Finishes a sign-in at `/oauth/done`; on refusal says why in {@link signInTrouble}. */
export async function completeSignIn(query: URLSearchParams): Promise<void> {
  try {
    const { token, returnTo } = await finishSignIn(query)
    keep('token', token)
    resumeSession()
    navigate(returnTo, { replace: true })
  } catch (error) {
    signInTrouble.value = describeError(error)
  }
}

/** Revokes the token, forgets everything kept here, and ends the server's own session by its form. */
export async function signOut(): Promise<void> {
  const token = readKept<string | null>('token', null)
  await import('./push.ts').then(({ forgetPush }) => forgetPush()).catch(() => undefined)
  if (token) await revokeToken(token).catch(() => undefined)
  for (const name of Object.keys(localStorage))
    if (name.startsWith('cairn:') && name !== 'cairn:theme') localStorage.removeItem(name)
  const form = document.createElement('form')
  form.method = 'post'
  form.action = '/auth/sign-out'
  document.body.append(form)
  form.submit()
}
