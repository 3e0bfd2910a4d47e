import { Type } from 'typebox'
import { type DescribedEndpoint, nothing, oauthRefused } from '#platform/http-server/index.ts'
import { application, credentialApplication, token } from '../entities/list.ts'

const text = Type.String()
const optional = Type.Optional(Type.String())
const anyone = { who: 'public' } as const
const client = { client_id: optional, client_secret: optional }
const page = { response: Type.String({ description: 'HTML.' }), mediaType: 'text/html' }
const refusals = { 400: oauthRefused, 401: oauthRefused, 403: oauthRefused }
const texts = Type.Array(text)

const userInfo = Type.Object({
  iss: text,
  sub: text,
  name: text,
  preferred_username: text,
  profile: text,
  picture: text,
})

const metadata = Type.Object({
  issuer: text,
  authorization_endpoint: text,
  token_endpoint: text,
  revocation_endpoint: text,
  userinfo_endpoint: text,
  app_registration_endpoint: text,
  service_documentation: text,
  scopes_supported: texts,
  response_types_supported: texts,
  response_modes_supported: texts,
  grant_types_supported: texts,
  token_endpoint_auth_methods_supported: texts,
  code_challenge_methods_supported: texts,
  authorization_response_iss_parameter_supported: Type.Boolean(),
})

/** What OAuth serves, for the OpenAPI document: these addresses have error forms of their own (RFC 6749). */
export function describeOAuth(): DescribedEndpoint[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/apps',
      access: anyone,
      response: credentialApplication,
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
      response: application,
      summary: 'The app of a token.',
    },
    {
      method: 'GET',
      path: '/oauth/authorize',
      access: anyone,
      ...page,
      alsoAnswers: { 303: 'nothing', 400: page.response },
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
      response: token,
      alsoAnswers: refusals,
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
      response: nothing,
      alsoAnswers: refusals,
      summary: 'Revokes a token (RFC 7009).',
      body: Type.Object({ ...client, token: text }),
    },
    ...(['GET', 'POST'] as const).map((method) => ({
      method,
      path: '/oauth/userinfo',
      access: { who: 'user', scopes: ['profile', 'read:accounts'] } as const,
      response: userInfo,
      summary: "Who the token's person is, in the words of OpenID Connect.",
    })),
    {
      method: 'GET',
      path: '/.well-known/oauth-authorization-server',
      access: anyone,
      response: metadata,
      summary: 'What this server can do of OAuth (RFC 8414).',
    },
  ]
}
