import type { OutboundHttp } from '#platform/outbound-http/index.ts'

const maxBytes = 1024 * 1024

/** Reads a page of HTML for its links. @returns undefined for whatever cannot be read: there is nothing to try again. */
export function readPageWith(http: Pick<OutboundHttp, 'request'>) {
  return async (url: string, signal: AbortSignal): Promise<string | undefined> => {
    try {
      const answer = await http.request({
        method: 'GET',
        url,
        headers: { accept: 'text/html' },
        maxBytes,
        deadlineMs: 10_000,
        signal,
      })
      const isHtml = /^(?:text\/html|application\/xhtml\+xml)\b/i.test(answer.headers['content-type'] ?? '')
      return answer.status === 200 && isHtml ? answer.body.toString('utf8') : undefined
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof Error && error.name === 'RemoteFault') return undefined
      throw error
    }
  }
}
