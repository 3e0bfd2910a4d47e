import { expect, it } from 'vitest'
import type { TokenId } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import { parseChannel } from './channel.ts'
import { createConnection, maxBufferedBytes, type Outlet } from './connection.ts'
import { createMessage } from './message.ts'
import { createRegistry } from './registry.ts'
import { createSeats } from './seats.ts'
import { createSubscription } from './subscription.ts'

const alice = '1' as AccountId
const reader = { accountId: alice, tokenId: '7' as TokenId, scopes: ['read'] }

function open(more: Partial<Outlet> = {}) {
  const events: string[] = []
  const outlet: Outlet = {
    write: (message) => void events.push(message.event),
    beat: () => void events.push('beat'),
    buffered: () => 0,
    close: (reason) => void events.push(reason),
    cut: () => void events.push('cut'),
    ...more,
  }
  return { events, connection: createConnection(reader, outlet) }
}

const told = (event: string, xid: string) =>
  createMessage({ stream: ['user'], event, payload: '{}', position: { xid, id: '1' } })

function channel(name: string, given = {}) {
  const parsed = parseChannel(name, given, alice)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.channel
}

it('cuts a reader that lets more than a mebibyte pile up, and writes nothing more to it', () => {
  const { events, connection } = open({ buffered: () => maxBufferedBytes + 1 })
  connection.send(told('update', '1'))
  connection.beat()
  expect(events).toEqual(['cut', 'cut'])
})

it('keeps news back while what was missed is told, and tells none of it twice', () => {
  const { events, connection } = open()
  const subscription = createSubscription(connection, channel('user'))
  subscription.hold()
  subscription.send(told('told already', '4'))
  subscription.send(told('new', '5'))
  expect(events).toEqual([])
  subscription.release({ xid: '5', id: '0' })
  subscription.send(told('newer', '6'))
  expect(events).toEqual(['new', 'newer'])
})

it('cuts a reader for whom too much was kept back', () => {
  const { events, connection } = open()
  const subscription = createSubscription(connection, channel('user'))
  subscription.hold()
  for (let n = 0; n <= 2000; n++) subscription.send(told('update', String(n + 1)))
  expect(events).toEqual(['cut'])
})

it('counts seats of an account and of an address, and frees them once', () => {
  const takeSeat = createSeats({ perAccount: 2, perAddress: 3 })
  const first = takeSeat('1', '::1')
  takeSeat('1', '::1')
  expect(() => takeSeat('1', '::2')).toThrow('Too many open streams')
  takeSeat('2', '::1')
  expect(() => takeSeat('3', '::1')).toThrow('Too many open streams')
  first()
  first()
  takeSeat('1', '::2')
  expect(() => takeSeat('1', '::3')).toThrow('Too many open streams')
})

it('forgets a connection with everything that it listened to', () => {
  const registry = createRegistry()
  const { connection } = open()
  registry.add(connection)
  for (const one of [channel('user'), channel('hashtag', { tag: '#Kyoto' }), channel('public:local:media')])
    registry.subscribe(createSubscription(connection, one))
  expect([registry.accountsOf('user'), registry.idsOf('tag'), registry.idsOf('public')]).toEqual([
    [alice],
    ['kyoto'],
    ['here:media'],
  ])
  registry.remove(connection)
  expect([registry.accountsOf('user'), registry.idsOf('tag'), registry.connections.size]).toEqual([[], [], 0])
})

it('names streams as the protocol does, tag and list as elements of their own', () => {
  expect(channel('list', { list: 12 }).stream).toEqual(['list', '12'])
  expect(channel('hashtag:local', { tag: '#Kyoto' })).toMatchObject({
    stream: ['hashtag:local', 'Kyoto'],
    id: 'here:kyoto',
  })
  expect(channel('public', { onlyMedia: true }).stream).toEqual(['public:media'])
  expect(parseChannel('public:everywhere', {}, alice)).toMatchObject({ ok: false, status: 400 })
})

it('writes events as clients parse them: payload as text in JSON, bare in an event stream', () => {
  const message = createMessage({
    stream: ['user'],
    event: 'delete',
    payload: '42',
    position: { xid: '7', id: '8' },
  })
  expect(JSON.parse(String(message.frame()))).toEqual({
    stream: ['user'],
    event: 'delete',
    payload: '42',
    id: '7-8',
  })
  expect(message.block()).toBe('event: delete\ndata: 42\nid: 7-8\n\n')
})

it('R41: counts seats of an IPv6 network together, whose addresses nobody runs out of', () => {
  const take = createSeats({ perAccount: 0, perAddress: 1 })
  const giveBack = take(undefined, '2001:db8:1:2::1')
  expect(() => take(undefined, '2001:db8:1:2:ffff::2')).toThrow('Too many open streams')
  take(undefined, '2001:db8:1:3::1')
  giveBack()
  take(undefined, '2001:db8:1:2:ffff::2')
})
