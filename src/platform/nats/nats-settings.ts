import type { NatsServers } from './parse-servers.ts'

export interface NatsSettings extends NatsServers {
  /** Where each server's monitoring answers: `http://host:8222`. */
  readonly monitoring: readonly string[]
  /** Names the stream and begins the subjects: servers that share a NATS need different ones. */
  readonly stream: string
  readonly replicas: number
  readonly maxMebibytes: number
}
