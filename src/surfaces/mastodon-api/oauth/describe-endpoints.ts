import { Type } from 'typebox'
import type { DescribedEndpoint } from '#platform/http-server/index.ts'

const text = Type.String()
const optional = Type.Optional(Type.String())
const anyone = { who: 'public' } as const
const client = { client_id: optional, client_secret: optional }

/** What OAuth serves, for the OpenAPI document: these addresses have error forms of their own (RFC 6749). */
export function describeOAuth(): DescribedEndpoint[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/apps',
      access: anyone,
      summary: 'Registers an app.',
      body: Type.Object({
        client_name: text,
        redirect_uris: Type.Union([text, Type.Array(text)]),
        scopes: optional,
        website: optional,
      }),
    },
    {
      method: 'GET',
      path: '/api/v1/apps/verify_credentials',
      access: { who: 'app' },
      summary: 'The app of a token.',
    },
    {
      method: 'GET',
      path: '/oauth/authorize',
      access: anyone,
      summary: 'Asks the person, on a page, whether the app may in.',
      query: Type.Object({
        response_type: Type.Literal('code'),
        client_id: text,
        redirect_uri: text,
        scope: optional,
        state: optional,
        code_challenge: optional,
        code_challenge_method: Type.Optional(Type.Literal('S256')),
        force_login: Type.Optional(Type.Boolean()),
        lang: optional,
      }),
    },
    {
      method: 'POST',
      path: '/oauth/token',
      access: anyone,
      summary: 'Makes a token of a code (RFC 6749, 4.1.3), or of the app itself (4.4.2).',
      body: Type.Object({
        grant_type: Type.Union([Type.Literal('authorization_code'), Type.Literal('client_credentials')]),
        ...client,
        code: optional,
        redirect_uri: optional,
        code_verifier: optional,
        scope: optional,
      }),
    },
    {
      method: 'POST',
      path: '/oauth/revoke',
      access: anyone,
      summary: 'Revokes a token (RFC 7009).',
      body: Type.Object({ ...client, token: text }),
    },
    ...(['GET', 'POST'] as const).map((method) => ({
      method,
      path: '/oauth/userinfo',
      access: { who: 'user', scopes: ['profile', 'read:accounts'] } as const,
      summary: "Who the token's person is, in the words of OpenID Connect.",
    })),
    {
      method: 'GET',
      path: '/.well-known/oauth-authorization-server',
      access: anyone,
      summary: 'What this server can do of OAuth (RFC 8414).',
    },
  ]
}
