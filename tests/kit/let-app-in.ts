import { createFormBrowser, overHttp } from './form-browser.ts'

/** What `createPerson` gives everybody. */
export const personPassword = 'correct horse battery'

/**
 * What a person does in a browser to let an app in: opens the app's authorisation address, signs in, agrees.
 * @returns the code: from the address that the browser is sent to, or from the page (`urn:ietf:wg:oauth:2.0:oob`)
 */
export async function letAppIn(authorizeUrl: string, username: string): Promise<string> {
  const { origin } = new URL(authorizeUrl)
  const browser = createFormBrowser(overHttp(origin), origin)
  await browser.submit(await browser.get('/auth/sign-in?force=1'), {
    login: username,
    password: personPassword,
  })
  let page = await browser.get(authorizeUrl)
  if (page.location?.startsWith('/')) page = await browser.get(page.location)
  if (page.status !== 200) throw new Error(`The consent page: ${page.status} ${page.html.slice(0, 500)}`)
  const done = await browser.submit(page, { decision: 'allow' })
  const code = done.location
    ? new URL(done.location).searchParams.get('code')
    : /<input class="oauth-code"[^>]*value="([^"]+)"/.exec(done.html)?.[1]
  if (!code) throw new Error(`No code: ${done.status} ${done.html.slice(0, 500)}`)
  return code
}

/** A person's token with exactly these scopes, by the code flow. */
export async function tokenWith(origin: string, username: string, scopes: string): Promise<string> {
  const redirectUri = 'urn:ietf:wg:oauth:2.0:oob'
  const app = await post<{ client_id: string; client_secret: string }>(`${origin}/api/v1/apps`, {
    client_name: 'Exact',
    redirect_uris: redirectUri,
    scopes,
  })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.client_id,
    redirect_uri: redirectUri,
    scope: scopes,
  })
  const code = await letAppIn(`${origin}/oauth/authorize?${query.toString()}`, username)
  const token = await post<{ access_token: string; scope: string }>(`${origin}/oauth/token`, {
    grant_type: 'authorization_code',
    client_id: app.client_id,
    client_secret: app.client_secret,
    redirect_uri: redirectUri,
    code,
  })
  return token.access_token
}

async function post<T>(url: string, body: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
