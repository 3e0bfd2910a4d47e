import { LRUCache } from 'lru-cache'
import { backOff } from '#platform/back-off/index.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { LaneState } from '#platform/jobs/index.ts'
import type { RemoteFault } from '#platform/outbound-http/index.ts'
import type { Peers } from '../peers.ts'

/**
 * A circuit breaker for each host that deliveries go to. Closed: deliveries go. Open, after five failures in a row or
 * where the host asks for it: none until a time that moves further away with each opening. Half open, when that time
 * has come: one delivery goes, and closes the circuit or opens it again.
 */
export interface HostHealth {
  /** Hosts that get one delivery at a time: slow ones, and those that have failed lately. */
  laneState(): LaneState
  /** Until when nothing goes to a host. */
  restsUntil(host: string): Date | undefined
  /**
   * @param ms how long it took
   * @returns whether the host had failed before: what waits for it need not wait any longer
   */
  succeeded(host: string, ms: number): Promise<{ isBack: boolean }>
  failed(host: string, fault: RemoteFault): Promise<{ isDead: boolean }>
  /** Remembers what was known before this process started. */
  load(): Promise<void>
}

interface Circuit {
  /** Failures in a row. */
  failures: number
  openings: number
  /** Milliseconds since 1970 until which nothing goes; 0 when it is closed. */
  until: number
  isSlow: boolean
}

const opensAfter = 5
const slowMs = 2000
/** The first opening lasts about half a minute, later ones up to six hours. */
const firstOpening = 6
const longestSeconds = 6 * 3600
const longestAskedForSeconds = 3600

export function createHostHealth(needs: { clock: Clock; peers: Peers }): HostHealth {
  const { clock, peers } = needs
  // Only hosts with something wrong about them are in here.
  const circuits = new LRUCache<string, Circuit>({ max: 20_000 })
  peers.onForgiven((hosts) => {
    for (const host of hosts) circuits.delete(host)
  })
  return {
    laneState() {
      return { slow: new Set(circuits.keys()) }
    },
    restsUntil(host) {
      const until = circuits.get(host)?.until ?? 0
      return until > clock.now() ? new Date(until) : undefined
    },
    async succeeded(host, ms) {
      if (ms > slowMs) circuits.set(host, { failures: 0, openings: 0, until: 0, isSlow: true })
      else circuits.delete(host)
      return peers.recordSuccess(host, ms)
    },
    async failed(host, fault) {
      const circuit = circuits.get(host) ?? { failures: 0, openings: 0, until: 0, isSlow: false }
      circuit.failures += 1
      circuit.isSlow ||= fault.because === 'timeout'
      const asked = fault.retryAfterSeconds
      // Several deliveries that were under way together are one opening.
      const isOpen = circuit.until > clock.now()
      if (!isOpen && (circuit.failures >= opensAfter || asked !== undefined)) {
        circuit.openings += 1
        const seconds =
          asked === undefined
            ? backOff(circuit.openings + firstOpening - 1, longestSeconds)
            : Math.min(asked, longestAskedForSeconds)
        circuit.until = clock.now() + seconds * 1000
      }
      circuits.set(host, circuit)
      return peers.recordFailure(
        host,
        fault.message,
        circuit.until === 0 ? undefined : new Date(circuit.until),
      )
    },
    async load() {
      for (const { host, failures, retryAt } of await peers.listResting()) {
        circuits.set(host, { failures, openings: 1, until: retryAt.getTime(), isSlow: false })
      }
    },
  }
}
