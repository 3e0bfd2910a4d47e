import { RemoteFault } from '#platform/outbound-http/index.ts'

/** Trouble of other servers is nothing to this one here; everything else is. */
export function ignoreTrouble(error: unknown): undefined {
  if (error instanceof RemoteFault) return undefined
  if (error instanceof DOMException && error.name === 'TimeoutError') return undefined
  throw error
}

/** Another server's trouble of the moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof RemoteFault && error.retry === 'later'
}
