/** A cookie for this host and no other, out of reach of scripts. */
export interface HostCookie {
  readonly name: string
  readonly options: {
    readonly path: '/'
    readonly httpOnly: true
    readonly sameSite: 'lax'
    readonly secure: boolean
  }
}

/**
 * With https the name has the prefix `__Host-`: browsers then take the cookie from this host only, over TLS
 * (RFC 6265bis, 4.1.3.2). Without, as on a person's own machine, the plain name.
 */
export function hostCookie(origin: string, name: string): HostCookie {
  const secure = origin.startsWith('https:')
  return {
    name: secure ? `__Host-${name}` : name,
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  }
}
