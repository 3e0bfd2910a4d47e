import type { Accounts } from '#domain/accounts/index.ts'
import type { CardReaders } from '#domain/cards/index.ts'
import type { OutboundAnswer, OutboundHttp, OutboundRequest } from '#platform/outbound-http/index.ts'
import { parseJsonBounded } from '#platform/outbound-http/index.ts'
import type { Federation } from '#surfaces/federation/index.ts'

const maxPageBytes = 1024 * 1024
const maxJsonBytes = 256 * 1024
const maxPictureBytes = 8 * 1024 * 1024

interface Needs {
  readonly handleDomain: string
  readonly accounts: Pick<Accounts, 'findByHandle'>
  readonly federation: Pick<Federation, 'resolveHandle'>
}

/** How link previews get at pages: through the one outbound client, and nothing that cannot be had is an error. */
export function readCardsWith(
  http: Pick<OutboundHttp, 'request'>,
  { handleDomain, accounts, federation }: Needs,
): CardReaders {
  const get = async (request: Omit<OutboundRequest, 'method'>): Promise<OutboundAnswer | undefined> => {
    const answer = await unlessFault(http.request({ method: 'GET', deadlineMs: 10_000, ...request }))
    return answer?.status === 200 ? answer : undefined
  }
  return {
    async readPage(url, signal) {
      const headers = { accept: 'text/html, application/xhtml+xml' }
      const answer = await get({ url, headers, maxBytes: maxPageBytes, signal })
      const type = answer?.headers['content-type'] ?? ''
      if (!answer || !/^(?:text\/html|application\/xhtml\+xml)\b/i.test(type)) return undefined
      return { url: answer.url, html: decode(answer.body, type) }
    },
    async readJson(url, signal) {
      const headers = { accept: 'application/json' }
      const answer = await get({ url, headers, maxBytes: maxJsonBytes, signal })
      const parsed = answer && parseJsonBounded(answer.body.toString('utf8'), { maxDepth: 16 })
      return parsed?.ok ? parsed.value : undefined
    },
    async readPicture(url, signal) {
      const answer = await get({ url, headers: { accept: 'image/*' }, maxBytes: maxPictureBytes, signal })
      return answer?.body
    },
    findAccount: (username, domain) =>
      domain === handleDomain
        ? accounts.findByHandle(username, null)
        : unlessFault(federation.resolveHandle({ username, domain })),
  }
}

async function unlessFault<Value>(asked: Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
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
