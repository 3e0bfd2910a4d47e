import type { AddressInfo } from 'node:net'
import { explainListening, type HttpServer } from '#platform/http-server/index.ts'
import type { Settings } from '#platform/settings/index.ts'

/** A server that takes requests. Disposing finishes what is in hand. */
export interface Door extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:3000` */
  readonly address: string
}

/**
 * @param streams are closed first: the server's end waits for whatever is open
 * @throws CannotListen where the address is taken, or none of this machine; then the streams are closed
 */
export async function listen(
  server: HttpServer,
  settings: Settings,
  streams: AsyncDisposable | undefined,
): Promise<Door> {
  try {
    await server.listen({ port: settings.port, host: settings.host })
  } catch (error) {
    // What reads for them would keep the process alive for ever.
    await streams?.[Symbol.asyncDispose]()
    throw explainListening(error, `${settings.host}:${settings.port}`, 'PORT, HOST')
  }
  const { address, port, family } = server.server.address() as AddressInfo
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async [Symbol.asyncDispose]() {
      await streams?.[Symbol.asyncDispose]()
      await server.close()
    },
  }
}
