import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Ends connections that have never carried a request, when the server closes: browsers and pools open some ahead. Node ends
 * those alone that wait for another request, so that a server would stop no sooner than the last of these gives up.
 * @returns what is to be done before the server closes
 */
export function endUnused(server: Server): () => void {
  const unused = new Set<Socket>()
  let isClosing = false
  server.on('connection', (socket) => {
    if (isClosing) return socket.destroy()
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
    return undefined
  })
  const used = ({ socket }: { readonly socket: Socket }) => void unused.delete(socket)
  server.on('request', used)
  server.on('upgrade', used)
  return () => {
    isClosing = true
    for (const socket of unused) socket.destroy()
  }
}
