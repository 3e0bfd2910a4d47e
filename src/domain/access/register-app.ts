import type { App, AppId } from './app.ts'
import { insertApp } from './app-store.ts'
import type { AccessNeeds } from './needs.ts'
import { isAllowedRedirectUri } from './redirect-uri.ts'
import { parseScopes } from './scopes.ts'
import { hashSecret, newSecret } from './secrets.ts'
import { storable } from './storable.ts'

export interface NewApp {
  readonly name: string
  /** Several: as an array, or separated by white space. */
  readonly redirectUris: string | readonly string[]
  /** Separated by spaces; default `read`. */
  readonly scopes?: string | undefined
  readonly website?: string | undefined
}

export type AppRegistration =
  | { readonly kind: 'registered'; readonly app: App; readonly clientSecret: string }
  | { readonly kind: 'refused'; readonly problems: readonly AppProblem[] }

export interface AppProblem {
  readonly field: 'name' | 'redirectUris' | 'scopes' | 'website'
  readonly because: 'missing' | 'too-long' | 'invalid'
}

/** Mastodon's own bound. */
const maxNameLength = 60
const maxRedirectUris = 20

/** Anyone may register an app (RFC 7591 in Mastodon's shape); it can do nothing until a person lets it. */
export const registerApp =
  (needs: AccessNeeds) =>
  async (request: NewApp): Promise<AppRegistration> => {
    const name = storable(request.name, 1000)
    const website = storable(request.website ?? '', 2001) || null
    const redirectUris = splitUris(request.redirectUris)
    const scopes = parseScopes(request.scopes)
    const problems = [
      ...checkName(name),
      ...checkRedirectUris(redirectUris, needs.origin),
      ...checkWebsite(website),
      ...(scopes ? [] : [{ field: 'scopes', because: 'invalid' } as const]),
    ]
    if (problems.length > 0 || !scopes) return { kind: 'refused', problems }
    const clientSecret = newSecret()
    const app = {
      id: needs.ids.next<AppId>(),
      clientId: newSecret(),
      name,
      website,
      redirectUris,
      scopes,
      firstParty: false,
      createdAt: new Date(needs.clock.now()),
    }
    await insertApp(needs.db.sql, { ...app, clientSecretHash: hashSecret(clientSecret) })
    return { kind: 'registered', app, clientSecret }
  }

function splitUris(uris: string | readonly string[]): string[] {
  const list = typeof uris === 'string' ? uris.split(/\s+/) : uris.map((uri) => uri.trim())
  return [...new Set(list.filter((uri) => uri !== ''))]
}

function checkName(name: string): AppProblem[] {
  if (name === '') return [{ field: 'name', because: 'missing' }]
  return name.length > maxNameLength ? [{ field: 'name', because: 'too-long' }] : []
}

function checkRedirectUris(uris: readonly string[], origin: string): AppProblem[] {
  if (uris.length === 0) return [{ field: 'redirectUris', because: 'missing' }]
  if (uris.length > maxRedirectUris) return [{ field: 'redirectUris', because: 'too-long' }]
  const allowed = uris.every((uri) => isAllowedRedirectUri(uri, origin))
  return allowed ? [] : [{ field: 'redirectUris', because: 'invalid' }]
}

function checkWebsite(website: string | null): AppProblem[] {
  if (website === null) return []
  const url = URL.parse(website)
  const fine = website.length <= 2000 && (url?.protocol === 'https:' || url?.protocol === 'http:')
  return fine ? [] : [{ field: 'website', because: 'invalid' }]
}
