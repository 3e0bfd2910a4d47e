import type { FastifyPluginAsync } from 'fastify'
import { registerApp, verifyApp } from './apps.ts'
import { showAuthorization, takeDecision } from './authorize.ts'
import { describeAuthorizationServer } from './describe-server.ts'
import type { OAuthNeeds } from './needs.ts'
import { issueToken, revokeToken } from './token.ts'
import { userInfo } from './user-info.ts'

export { describeOAuth } from './describe-endpoints.ts'
export type { OAuthNeeds } from './needs.ts'

/** Mounts everything by which apps get in. */
export function oauthEndpoints(needs: OAuthNeeds): FastifyPluginAsync {
  return async (server) => {
    server.post('/api/v1/apps', (request, reply) => registerApp(needs, request, reply))
    server.get('/api/v1/apps/verify_credentials', (request, reply) => verifyApp(needs, request, reply))
    server.get('/oauth/authorize', (request, reply) => showAuthorization(needs, request, reply))
    server.post('/oauth/authorize', (request, reply) => takeDecision(needs, request, reply))
    server.post('/oauth/token', (request, reply) => issueToken(needs, request, reply))
    server.post('/oauth/revoke', (request, reply) => revokeToken(needs, request, reply))
    server.get('/oauth/userinfo', (request, reply) => userInfo(needs, request, reply))
    server.post('/oauth/userinfo', (request, reply) => userInfo(needs, request, reply))
    server.get('/.well-known/oauth-authorization-server', (_request, reply) =>
      reply.header('cache-control', 'public, max-age=3600').send(describeAuthorizationServer(needs.origin)),
    )
  }
}
