import type { OutboundAnswer, OutboundHttp, OutboundRequest } from '#platform/outbound-http/index.ts'

const maxPageBytes = 1024 * 1024

/** An answer 200, or undefined for whatever cannot be had: nobody need try again. */
export async function readFrom(
  http: Pick<OutboundHttp, 'request'>,
  request: Omit<OutboundRequest, 'method'>,
): Promise<OutboundAnswer | undefined> {
  const answer = await unlessFault(
    http.request({ method: 'GET', deadlineMs: 10_000, ...request }),
    request.signal,
  )
  return answer?.status === 200 ? answer : undefined
}

/** A page of HTML. @returns its address after redirects; undefined where there is none to read */
export async function readPage(
  http: Pick<OutboundHttp, 'request'>,
  url: string,
  signal: AbortSignal,
): Promise<{ readonly url: string; readonly html: string } | undefined> {
  const headers = { accept: 'text/html, application/xhtml+xml' }
  const answer = await readFrom(http, { url, headers, maxBytes: maxPageBytes, signal })
  const type = answer?.headers['content-type'] ?? ''
  if (!answer || !/^(?:text\/html|application\/xhtml\+xml)\b/i.test(type)) return undefined
  return { url: answer.url, html: decode(answer.body, type) }
}

/** What another server does wrong is no answer; that nobody waits any more is an error all the same. */
export async function unlessFault<Value>(
  asked: Promise<Value | undefined>,
  signal?: AbortSignal,
): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Error && error.name === 'RemoteFault') return undefined
    throw error
  }
}

/** By the header, else by the page's own word near its beginning, else UTF-8. */
function decode(body: Buffer, type: string): string {
  const start = body.subarray(0, 1024).toString('latin1')
  const label =
    /charset=["']?([\w-]{1,40})/i.exec(type)?.[1] ??
    /<meta[^>]{0,200}charset=["']?([\w-]{1,40})/i.exec(start)?.[1]
  try {
    return new TextDecoder(label ?? 'utf-8').decode(body)
  } catch {
    return body.toString('utf8')
  }
}
