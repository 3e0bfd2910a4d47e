import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { commandLine, identifyProcess, listProcesses } from './processes.ts'

it('gives a process the same identity each time', () => {
  expect(identifyProcess(process.pid)).toEqual(identifyProcess(process.pid))
})

it('tells two processes apart by when they started', async () => {
  const child = spawn('sleep', ['60'])
  await once(child, 'spawn')
  expect(identifyProcess(child.pid ?? 0)?.started).not.toBe(identifyProcess(process.pid)?.started)
  child.kill()
})

it('finds nobody under the pid of a process that has ended', async () => {
  const child = spawn('true')
  await once(child, 'close')
  expect(identifyProcess(child.pid ?? 0)).toBeUndefined()
})

it('reads the arguments of a process and lists it', async () => {
  const child = spawn('sleep', ['61'])
  await once(child, 'spawn')
  await expect.poll(() => commandLine(child.pid ?? 0)).toEqual(['sleep', '61'])
  expect(listProcesses()).toContain(child.pid)
  child.kill()
})
