import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '#kit/free-port.ts'
import type { Lab } from '../lab.ts'
import { fetchPrograms } from './fetch-programs.ts'
import { startProcess } from './start-process.ts'
import { InVain, waitFor } from './wait-for.ts'

const sticky = `  stick-table type binary len 20 size 10k expire 10m
  stick on req.hdr(authorization),sha1
`

/**
 * HAProxy in front of web processes, as docs/operate/many-machines.md has it: the next request goes where it is quiet, or
 * where its sender was before.
 * @param options.host default 127.0.0.1
 * @param options.sticky default false: people meet every process
 */
export async function startBalancer(
  lab: Lab,
  options: {
    readonly host?: string
    readonly port?: number
    readonly targets: readonly { name: string; port: number }[]
    readonly sticky?: boolean | undefined
  },
): Promise<{ origin: string; port: number }> {
  const programs = await fetchPrograms(lab, 'haproxy')
  const { host = '127.0.0.1', port = await freePort() } = options
  const file = join(lab.folder, 'haproxy-web.cfg')
  const servers = options.targets.map(
    ({ name, port: target }) => `  server ${name} 127.0.0.1:${target} check inter 500ms fall 2 rise 1`,
  )
  await writeFile(
    file,
    `global
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  retries 2
  option redispatch
  retry-on conn-failure
frontend public
  bind ${host}:${port}
  default_backend web
backend web
  balance leastconn
${options.sticky ? sticky : ''}  option httpchk GET /health/ready
${servers.join('\n')}
`,
  )
  const child = startProcess(lab, {
    name: 'haproxy',
    command: programs.file('usr/sbin/haproxy'),
    args: ['-db', '-f', file],
    env: programs.env,
  })
  const origin = `http://${host}:${port}`
  await waitFor(
    'HAProxy to find a web process',
    async () => {
      if (!child.isRunning()) throw new InVain(child.output())
      return (await fetch(`${origin}/health/ready`)).ok
    },
    { signal: lab.signal },
  )
  return { origin, port }
}
