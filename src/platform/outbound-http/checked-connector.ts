import type { LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import { buildConnector } from 'undici'
import type { PrivatePeers } from './private-peers.ts'
import { RemoteFault } from './remote-fault.ts'
import type { ResolveHostname } from './resolve-hostname.ts'
import { isPublicAddress } from './special-addresses.ts'

/**
 * Opens the sockets of all outbound traffic. A name is resolved once, every one of its addresses is checked,
 * and the socket gets exactly these addresses: nothing resolves the name again, so a name server that changes
 * its mind (DNS rebinding) gains nothing. One refused address refuses the name, since a mixed answer has no
 * honest use. Public addresses are reached by https only.
 */
export function buildCheckedConnector(needs: {
  peers: PrivatePeers
  resolve: ResolveHostname
}): buildConnector.connector {
  const { peers, resolve } = needs
  // One connector for each rule, because a socket's lookup is told the name but neither scheme nor port.
  const connectTo = (may: MayConnect): Guarded => ({ may, open: openWith(lookupChecked(resolve, may)) })
  const named = connectTo(() => true)
  const secure = connectTo((address) => isPublicAddress(address) || peers.containsAddress(address))
  const plain = connectTo((address) => peers.containsAddress(address))

  return (options, callback) => {
    const { hostname, protocol } = options
    const isSecure = protocol === 'https:'
    const port = Number(options.port || (isSecure ? 443 : 80))
    const guarded = peers.namesHost(hostname, port) ? named : isSecure ? secure : plain
    const isHopeless = guarded === plain && !peers.hasBlocks
    // A socket skips the lookup for a literal address, so the check must not depend on it.
    if (isHopeless || (isIP(hostname) !== 0 && !guarded.may(hostname))) {
      process.nextTick(callback, refusal(hostname), null)
      return
    }
    guarded.open(options, callback)
  }
}

type MayConnect = (address: string) => boolean
type Guarded = { readonly may: MayConnect; readonly open: buildConnector.connector }

function openWith(lookup: LookupFunction): buildConnector.connector {
  return buildConnector({
    lookup,
    // HTTP/2 has its own way to a socket (alternative services, coalescing); we do not take it.
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 500,
  })
}

/** Always answers with a list: that is what a socket with `autoSelectFamily` asks for. */
function lookupChecked(resolve: ResolveHostname, may: MayConnect): LookupFunction {
  return callbackify(async (hostname: string, _options: LookupOptions) => {
    const addresses = await resolve(hostname).catch((cause: unknown) => {
      throw new RemoteFault('unreachable', `${hostname} does not resolve`, { cause })
    })
    if (addresses.length === 0) throw new RemoteFault('unreachable', `${hostname} has no address`)
    if (!addresses.every(may)) throw refusal(hostname)
    return addresses.slice(0, MAX_ADDRESSES).map((address) => ({ address, family: isIP(address) }))
  })
}

function refusal(hostname: string): RemoteFault {
  return new RemoteFault('refused-address', `${hostname} is not an address that this server connects to`)
}

const CONNECT_TIMEOUT_MS = 10_000
const MAX_ADDRESSES = 8
