import { isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * Whether an address, as a resolver prints it, is one that anybody on the Internet may be reached at.
 * Everything else (private, loopback, link-local, multicast, mapped, translated, documentation, zoned or
 * unreadable) is not. Two independent opinions must agree: our list of the IANA special-purpose registries
 * (RFC 6890 and its successors) and the one that `ipaddr.js` keeps.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) {
    const ip = ipaddr.IPv4.parse(address)
    return ip.range() === 'unicast' && !SPECIAL_IPV4.some((block) => ip.match(block))
  }
  // A zone (`fe80::1%eth0`) names an interface of this machine, never a public host.
  if (isIPv6(address) && !address.includes('%')) {
    const ip = ipaddr.IPv6.parse(address)
    return ip.range() === 'unicast' && ip.match(GLOBAL_UNICAST) && !SPECIAL_IPV6.some((b) => ip.match(b))
  }
  return false
}

const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Azure's wire server: the one cloud metadata service with an address that looks public.
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((block) => ipaddr.IPv4.parseCIDR(block))

/**
 * IANA has handed out public unicast from this block alone. Asking for it refuses in one line the unspecified
 * and loopback addresses, IPv4-mapped and -compatible ones, both NAT64 prefixes (64:ff9b::/96, 64:ff9b:1::/48),
 * discard-only, SRv6, unique-local, link-local, site-local and multicast.
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

const SPECIAL_IPV6 = [
  // Protocol assignments: Teredo, benchmarking, ORCHID, AMT, port control. Real allocations begin above it.
  '2001::/23',
  '2001:db8::/32',
  // 6to4 carries any IPv4 address, private ones included.
  '2002::/16',
  '2620:4f:8000::/48',
  '3ffe::/16',
  '3fff::/20',
].map((block) => ipaddr.IPv6.parseCIDR(block))
