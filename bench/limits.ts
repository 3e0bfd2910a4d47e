import { spawn } from 'node:child_process'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A bare HTTP server in a process of its own that answers every request with the same bytes: the limit of HTTP here. */
export async function startEcho(bytes: number): Promise<{ origin: string } & AsyncDisposable> {
  const program = `
    const body = JSON.stringify({ echo: 'x'.repeat(${Math.max(0, bytes - 11)}) })
    const server = require('node:http').createServer((request, response) => {
      request.resume()
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        response.end(body)
      })
    })
    server.listen(0, '127.0.0.1', () => console.log(server.address().port))
  `
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/**
 * What one core can do: RSA-2048 signatures made and verified in a second of its time, whatever else the machine does
 * meanwhile.
 */
export function measureRsa(): { signs: number; verifies: number } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const data = Buffer.alloc(300, 'a')
  const signature = sign('sha256', data, privateKey)
  return {
    signs: perSecond(() => sign('sha256', data, privateKey)),
    verifies: perSecond(() => verify('sha256', data, publicKey, signature)),
  }
}

function perSecond(act: () => unknown): number {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  let count = 0
  while (performance.now() - startedAt < 1000) {
    act()
    count += 1
  }
  const { user, system } = process.cpuUsage(before)
  return (count * 1e6) / (user + system)
}
