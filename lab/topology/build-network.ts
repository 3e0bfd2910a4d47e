import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Lab } from '../lab.ts'
import { networkPrefix } from './clean-up.ts'

const run = promisify(execFile)

/** A machine of its own, as far as the network is concerned. */
export interface Place {
  readonly host: string
  readonly namespace: string
  /** Takes its cable out: packets are dropped, and nobody is told. */
  cut(): Promise<void>
  heal(): Promise<void>
}

/**
 * Network namespaces, each with one cable to a bridge on which this machine is, too. For root only.
 * @throws Error where the kernel does not allow it
 */
export async function buildNetwork(lab: Lab, size: number): Promise<Place[]> {
  const prefix = networkPrefix(lab.folder)
  const bridge = `${prefix}br`
  // A net for each run: two runs at a time do not meet.
  const net = `10.${64 + (process.pid % 64)}.${Math.floor(process.pid / 64) % 256}`
  await ip(`link add ${bridge} type bridge`)
  lab.use({ [Symbol.asyncDispose]: () => ip(`link delete ${bridge}`) })
  await ip(`address add ${net}.1/24 dev ${bridge}`)
  await ip(`link set ${bridge} up`)
  const places: Place[] = []
  for (let number = 1; number <= size; number++) {
    const namespace = `${prefix}n${number}`
    const [outside, inside] = [`${prefix}v${number}`, `${prefix}i${number}`]
    const host = `${net}.${number + 10}`
    await ip(`netns add ${namespace}`)
    lab.use({ [Symbol.asyncDispose]: () => ip(`netns delete ${namespace}`) })
    await ip(`link add ${outside} type veth peer name ${inside}`)
    await ip(`link set ${inside} netns ${namespace}`)
    await ip(`link set ${outside} master ${bridge} up`)
    await ip(`-n ${namespace} address add ${host}/24 dev ${inside}`)
    await ip(`-n ${namespace} link set ${inside} up`)
    await ip(`-n ${namespace} link set lo up`)
    places.push({
      host,
      namespace,
      cut: () => ip(`link set ${outside} down`),
      heal: () => ip(`link set ${outside} up`),
    })
  }
  return places
}

async function ip(words: string): Promise<void> {
  await run('ip', words.split(' '), { timeout: 10_000 })
}
