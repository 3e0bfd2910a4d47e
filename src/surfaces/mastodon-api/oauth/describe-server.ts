import { knownScopes } from '#domain/access/index.ts'

/** The issuer, character for character the same in the metadata and in each answer (RFC 9207, 2.4). */
export function issuerOf(origin: string): string {
  return `${origin}/`
}

/** GET /.well-known/oauth-authorization-server (RFC 8414), with Mastodon's extra members. */
export function describeAuthorizationServer(origin: string) {
  return {
    issuer: issuerOf(origin),
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    app_registration_endpoint: `${origin}/api/v1/apps`,
    service_documentation: 'https://docs.joinmastodon.org/spec/oauth/',
    scopes_supported: knownScopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
}
