import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Access, type Session, sessionMaxAgeMs } from '#domain/access/index.ts'
import { hostCookie } from '#platform/form-guard/index.ts'

/** The cookie that holds a browser's session. */
export interface SessionCookies {
  /** The token as sent, unchecked; '' without a cookie. */
  read(request: FastifyRequest): string
  /** Who is signed in in this browser. */
  find(request: FastifyRequest): Promise<Session | undefined>
  write(reply: FastifyReply, token: string): void
  clear(reply: FastifyReply): void
}

export function createSessionCookies(needs: {
  access: Pick<Access, 'findSession'>
  origin: string
}): SessionCookies {
  const cookie = hostCookie(needs.origin, 'cairn_session')
  const read = (request: FastifyRequest) => request.cookies[cookie.name] ?? ''
  return {
    read,
    find: async (request) => {
      const token = read(request)
      return token === '' ? undefined : needs.access.findSession(token)
    },
    write: (reply, token) =>
      void reply.setCookie(cookie.name, token, { ...cookie.options, maxAge: sessionMaxAgeMs / 1000 }),
    clear: (reply) => void reply.clearCookie(cookie.name, cookie.options),
  }
}
