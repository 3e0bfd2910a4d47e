export {
  createOutboundHttp,
  type OutboundHop,
  type OutboundHttp,
  type OutboundHttpOptions,
  type OutboundRequest,
} from './create-outbound-http.ts'
export { parseJsonBounded } from './parse-json-bounded.ts'
export { parsePrivatePeers } from './private-peers.ts'
export type { OutboundAnswer, OutboundStream } from './receive-answer.ts'
export { RemoteFault, type RemoteTrouble } from './remote-fault.ts'
