/** Where NATS is, and how it knows us. */
export interface NatsServers {
  /** `host:port` each. */
  readonly servers: readonly string[]
  readonly tls: boolean
  readonly user?: string
  readonly password?: string
  readonly token?: string
}

/**
 * Reads `nats://user:password@host:4222,tls://host`: all with the same scheme; who we are is said once.
 * @returns undefined when it is none
 */
export function parseServers(text: string): NatsServers | undefined {
  const urls = text.split(',').map((part) => URL.parse(part.trim()))
  const servers: string[] = []
  let who: Pick<NatsServers, 'user' | 'password' | 'token'> = {}
  for (const url of urls) {
    if (!url || !/^(?:nats|tls):$/.test(url.protocol) || !url.hostname || url.protocol !== urls[0]?.protocol)
      return undefined
    servers.push(`${url.hostname}:${url.port || '4222'}`)
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    if (user) who = password ? { user, password } : { token: user }
  }
  return { servers, tls: urls[0]?.protocol === 'tls:', ...who }
}
