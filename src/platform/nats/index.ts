export { type Nats, openNats } from './open-nats.ts'
export { type NatsServers, parseServers } from './parse-servers.ts'
