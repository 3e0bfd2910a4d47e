export {
  createOutboundHttp,
  type OutboundAnswer,
  type OutboundHop,
  type OutboundHttp,
  type OutboundHttpOptions,
  type OutboundRequest,
  type OutboundStream,
} from './create-outbound-http.ts'
export { parseJsonBounded } from './parse-json-bounded.ts'
export { parsePrivatePeers } from './private-peers.ts'
export { RemoteFault, type RemoteTrouble } from './remote-fault.ts'
