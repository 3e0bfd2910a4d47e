import type { Accounts } from '#domain/accounts/index.ts'
import type { CardReaders } from '#domain/cards/index.ts'
import { type OutboundHttp, parseJsonBounded } from '#platform/outbound-http/index.ts'
import type { Federation } from '#surfaces/federation/index.ts'
import { readFrom, readPage, unlessFault } from './read-page.ts'

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
  return {
    readPage: (url, signal) => readPage(http, url, signal),
    async readJson(url, signal) {
      const headers = { accept: 'application/json' }
      const answer = await readFrom(http, { url, headers, maxBytes: maxJsonBytes, signal })
      const parsed = answer && parseJsonBounded(answer.body.toString('utf8'), { maxDepth: 16 })
      return parsed?.ok ? parsed.value : undefined
    },
    async readPicture(url, signal) {
      const answer = await readFrom(http, {
        url,
        headers: { accept: 'image/*' },
        maxBytes: maxPictureBytes,
        signal,
      })
      return answer?.body
    },
    findAccount: (username, domain) =>
      domain === handleDomain
        ? accounts.findByHandle(username, null)
        : unlessFault(federation.resolveHandle({ username, domain })),
  }
}
