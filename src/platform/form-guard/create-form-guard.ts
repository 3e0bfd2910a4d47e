import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { hostCookie } from './host-cookie.ts'

export interface FormGuard {
  /** The token for a form's hidden field; sets the cookie that it belongs to, unless the browser has it. */
  issue(request: FastifyRequest, reply: FastifyReply): string
  /**
   * Whether a form was sent from one of our pages. `foreign`: from another site; `stale`: the token does not belong to
   * this browser or this session (any more).
   */
  check(request: FastifyRequest, token: string): 'fine' | 'foreign' | 'stale'
  /** Where a request comes from as far as the browser says. For acts that harm nobody: signing out. */
  senderOf(request: FastifyRequest): 'own' | 'foreign' | 'unknown'
}

/**
 * @param options.secret signs the tokens: the same in all processes
 * @param options.boundTo what else a token belongs to: the session cookie's value, or ''
 */
export function createFormGuard(options: {
  origin: string
  secret: string
  boundTo: (request: FastifyRequest) => string
}): FormGuard {
  const cookie = hostCookie(options.origin, 'cairn_form')
  const given = new WeakMap<FastifyRequest, string>()
  const sign = (request: FastifyRequest, nonce: string) =>
    createHmac('sha256', options.secret)
      .update(`form\n${nonce}\n${options.boundTo(request)}`)
      .digest()
  const nonceOf = (request: FastifyRequest) => {
    const nonce = request.cookies[cookie.name]
    return nonce !== undefined && /^[\w-]{22}$/.test(nonce) ? nonce : undefined
  }
  const senderOf = (request: FastifyRequest) => readSender(request, options.origin)
  return {
    issue(request, reply) {
      let nonce = given.get(request) ?? nonceOf(request)
      if (nonce === undefined) {
        nonce = randomBytes(16).toString('base64url')
        given.set(request, nonce)
        void reply.setCookie(cookie.name, nonce, cookie.options)
      }
      return sign(request, nonce).toString('base64url')
    },
    check(request, token) {
      if (senderOf(request) === 'foreign') return 'foreign'
      const nonce = nonceOf(request)
      if (nonce === undefined) return 'stale'
      const expected = sign(request, nonce)
      const shown = Buffer.from(token, 'base64url')
      return shown.length === expected.length && timingSafeEqual(shown, expected) ? 'fine' : 'stale'
    },
    senderOf,
  }
}

/** Old browsers send neither header; then only the token speaks. */
function readSender(request: FastifyRequest, origin: string): 'own' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site']
  const from = request.headers.origin
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'foreign'
  // `null` comes from sandboxed frames, and from our own pages only where a stricter referrer policy was set.
  if (from === 'null') return site === 'same-origin' ? 'own' : 'foreign'
  if (from !== undefined) return from === origin ? 'own' : 'foreign'
  return site === undefined ? 'unknown' : 'own'
}
