import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Lab } from '../lab.ts'
import { fetchPrograms } from './fetch-programs.ts'
import { startProcess } from './start-process.ts'
import { waitFor } from './wait-for.ts'

/**
 * Lets the lab look into a namespace whose cable is out: namespaces part networks, not folders, so that a socket in a
 * folder leads inside.
 * @returns the path of the socket; what is said to it reaches the target
 */
export async function openWindow(
  lab: Lab,
  { name, namespace, target }: { name: string; namespace: string; target: string },
): Promise<string> {
  const programs = await fetchPrograms(lab, 'haproxy')
  const path = join(lab.folder, `${name}.sock`)
  const file = join(lab.folder, `${name}.cfg`)
  await writeFile(
    file,
    `defaults
  mode tcp
  timeout connect 2s
  timeout client 60s
  timeout server 60s
listen window
  bind unix@${path} mode 600
  server inside ${target}
`,
  )
  startProcess(lab, {
    name,
    command: programs.file('usr/sbin/haproxy'),
    args: ['-db', '-f', file],
    env: programs.env,
    namespace,
  })
  await waitFor('the window', () => existsSync(path), { seconds: 10, signal: lab.signal })
  return path
}
