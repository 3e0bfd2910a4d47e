/** Bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** 32 random bytes as base64url: 43 characters, the shortest verifier that RFC 7636, section 4.1 allows. */
export function makeVerifier(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
}

/** The S256 challenge of a verifier (RFC 7636, section 4.2). */
export async function makeChallenge(verifier: string): Promise<string> {
  return toBase64Url(await sha256(new TextEncoder().encode(verifier)))
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // Browsers offer crypto.subtle in secure contexts only; a home server on plain http in the LAN is none.
  if (crypto.subtle) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return (await import('./sha256.ts')).sha256(bytes)
}
