import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HttpServer } from '#platform/http-server/index.ts'

export type Upgrades = ReturnType<typeof acceptUpgrades>

/**
 * Lets a WebSocket's handshake run through the router like any other request: limits, refusals and errors are the
 * same. What is not taken over is answered over plain HTTP, and closed.
 */
export function acceptUpgrades(server: HttpServer) {
  const sockets = new WeakMap<IncomingMessage, { socket: Duplex; head: Buffer; response: ServerResponse }>()
  const destroy = function (this: Duplex) {
    this.destroy()
  }
  server.server.on('upgrade', (raw: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node leaves the socket without a listener for errors.
    socket.on('error', destroy)
    const response = new ServerResponse(raw)
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
    response.shouldKeepAlive = false
    response.once('finish', () => socket.end())
    sockets.set(raw, { socket, head, response })
    server.routing(raw, response)
  })
  return {
    take(raw: IncomingMessage) {
      const upgrade = sockets.get(raw)
      if (!upgrade) return undefined
      const { socket, head, response } = upgrade
      return {
        socket,
        head,
        detach() {
          sockets.delete(raw)
          socket.off('error', destroy)
          response.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0])
        },
      }
    },
  }
}
