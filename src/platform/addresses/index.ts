import { isIPv6 } from 'node:net'

/** One who holds an IPv6 network of the usual size holds 2^64 addresses. */
export function addressKey(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail = ''] = address.split('::')
  const front = head.split(':').filter(Boolean)
  const back = tail.split(':').filter(Boolean)
  const missing = address.includes('::') ? 8 - front.length - back.length : 0
  const groups = [...front, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...back]
  return `${groups.slice(0, 4).join(':')}::/64`
}
