/** A server without a network, or one behind an address (`overHttp`). */
interface Door {
  inject(request: {
    method: 'GET' | 'POST'
    url: string
    headers: Record<string, string>
    payload?: string
  }): Promise<{
    readonly statusCode: number
    readonly headers: Readonly<Record<string, unknown>>
    readonly cookies: readonly { name: string; value: string; maxAge?: number }[]
    readonly body: string
  }>
}

/** A browser without scripts: keeps cookies, reads forms, sends them with the headers that browsers send. */
export interface FormBrowser {
  get(path: string, headers?: Record<string, string>): Promise<FormPage>
  /** Sends the form of a page, changed by `fields`; undefined takes a field out. */
  submit(
    page: FormPage,
    fields: Readonly<Record<string, string | undefined>>,
    headers?: Record<string, string>,
  ): Promise<FormPage>
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ): Promise<FormPage>
  readonly cookies: Map<string, string>
}

export interface FormPage {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly html: string
  /** Where a redirect leads. */
  readonly location: string | undefined
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

export function createFormBrowser(server: Door, origin: string): FormBrowser {
  const cookies = new Map<string, string>()
  const send = async (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    fields?: Readonly<Record<string, string>>,
  ): Promise<FormPage> => {
    const response = await server.inject({
      method,
      url,
      headers: {
        host: new URL(origin).host,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(fields && { payload: new URLSearchParams(fields).toString() }),
    })
    for (const cookie of response.cookies) {
      if (cookie.value === '' || (cookie.maxAge ?? 1) <= 0) cookies.delete(cookie.name)
      else cookies.set(cookie.name, cookie.value)
    }
    const location = response.headers['location'] as string | undefined
    return {
      status: response.statusCode,
      headers: response.headers,
      html: response.body,
      location,
      ...readForm(response.body),
    }
  }
  const browser: FormBrowser = {
    cookies,
    get: (path, headers = {}) => send('GET', path, { 'sec-fetch-site': 'none', ...headers }),
    submit(page, fields, headers) {
      const merged = Object.entries({ ...page.fields, ...fields }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      )
      return browser.post(page.action, Object.fromEntries(merged), headers)
    },
    post: (path, fields, headers = {}) =>
      send('POST', path, { 'sec-fetch-site': 'same-origin', origin, ...headers }, fields),
  }
  return browser
}

/** Action and fields of the page's main form, as a browser would send them untouched. */
function readForm(page: string): { action: string; fields: Record<string, string> } {
  const form = /<main[^]*?(<form[^]*?<\/form>)/.exec(page)?.[1] ?? ''
  const fields: Record<string, string> = {}
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (attribute(tag, 'type') === 'checkbox' && !/ checked\b/.test(tag)) continue
    fields[name] = attribute(tag, 'value')
  }
  return { action: attribute(form, 'action'), fields }
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** A running server as a form browser needs it. */
export function overHttp(origin: string): Door {
  return {
    async inject({ method, url, headers, payload }) {
      const { host: _host, ...sent } = headers
      const response = await fetch(new URL(url, origin), {
        method,
        headers: sent,
        redirect: 'manual',
        ...(payload !== undefined && { body: payload }),
      })
      const cookies = response.headers.getSetCookie().map((line) => {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        const maxAge = /max-age=(-?\d+)/i.exec(line)?.[1]
        return { name, value, ...(maxAge !== undefined && { maxAge: Number(maxAge) }) }
      })
      return {
        statusCode: response.status,
        headers: Object.fromEntries(response.headers),
        cookies,
        body: await response.text(),
      }
    },
  }
}
